import { codePointMark, replaceGarbling, withoutRenditions } from '../../../shared/hidden-characters';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Longest text shown whole, in UTF-16 units: beyond that nobody reads on. */
const SHOWN = 20_000;

/** Text from outside as HTML in which it can only be text. */
export function escapeHtml(text: string): string {
  const plain = withoutRenditions(text.toWellFormed());
  return replaceGarbling(plain, codePointMark).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
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
