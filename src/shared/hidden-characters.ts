// Control characters but tab and line feed, and everything that turns the direction of the text around it.
// eslint-disable-next-line no-control-regex
const GARBLING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
// Colours and other renditions, as terminals understand them: they carry no content.
// eslint-disable-next-line no-control-regex
const RENDITIONS = /\u001b\[[0-9;:]*m/g;

/** A text with every character replaced that could garble its surroundings; nothing else changes. */
export function replaceGarbling(text: string, replacement: (character: string) => string): string {
  return text.replace(GARBLING, replacement);
}

/** What a terminal would have shown, without its colours. */
export function withoutRenditions(text: string): string {
  return text.replace(RENDITIONS, '').replaceAll('\r\n', '\n');
}

/** A character by its number, for those that cannot be shown: ‹U+202E›. */
export function codePointMark(character: string): string {
  return `\u2039U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u203a`;
}
