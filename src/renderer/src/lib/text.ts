// Control characters but tab and line feed, and everything that turns the direction of the text around it.
// eslint-disable-next-line no-control-regex
const GARBLING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
// Colours and other renditions, as terminals understand them: they carry no content.
// eslint-disable-next-line no-control-regex
const RENDITIONS = /\u001b\[[0-9;:]*m/g;

/** Text from outside, with what could garble its surroundings made visible: harmless, and nothing is hidden. */
export function harmless(text: string): string {
  return text.replace(GARBLING, visible);
}

/** The same for one line. */
export function harmlessLine(text: string): string {
  return harmless(text.replace(/[\n\t]+/g, ' '));
}

/** What a terminal would have shown, without its colours. */
export function withoutRenditions(text: string): string {
  return text.replace(RENDITIONS, '').replaceAll('\r\n', '\n');
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  // The pictures of control characters: ␀, ␛ and so on.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u2039U+${code.toString(16).toUpperCase().padStart(4, '0')}\u203a`;
}
