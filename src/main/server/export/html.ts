const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// Colours and other renditions, as terminals understand them: they carry no content.
// eslint-disable-next-line no-control-regex
const RENDITIONS = /\u001b\[[0-9;:]*m/g;
// Control characters but tab and line feed, and everything that turns the direction of the text around it.
// eslint-disable-next-line no-control-regex
const GARBLING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Longest text shown whole, in UTF-16 units: beyond that nobody reads on. */
const SHOWN = 20_000;

/** Text from outside as HTML in which it can only be text. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(RENDITIONS, '')
    .replaceAll('\r\n', '\n')
    .replace(GARBLING, (character) => `\u2039${codePoint(character)}\u203a`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Any text, as it is, cut where it is too long to read; nothing for nothing. */
export function block(text: string, className = ''): string {
  if (text === '') return '';
  const rest = text.length - SHOWN;
  const note =
    rest > 0
      ? `<p class="cut">${rest.toLocaleString()} more characters; an export as JSONL has them.</p>`
      : '';
  return `<pre class="${className}">${escapeHtml(text.slice(0, SHOWN))}</pre>${note}`;
}

/** Anything as a block: text as it is, everything else as JSON. */
export function valueBlock(value: unknown): string {
  if (value === undefined || value === null) return '';
  return block(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
