import { codePointMark, replaceGarbling } from '../../../shared/hidden-characters';

/** Text from outside, with what could garble its surroundings made visible: harmless, and nothing is hidden. */
export function harmless(text: string): string {
  return replaceGarbling(text, visible);
}

/** The same for one line. */
export function harmlessLine(text: string): string {
  return harmless(text.replace(/[\n\t]+/g, ' '));
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  // The pictures of control characters: ␀, ␛ and so on.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return codePointMark(character);
}
