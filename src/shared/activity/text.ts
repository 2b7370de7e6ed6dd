/** Longest line made of anything in a payload, in UTF-16 units. */
const LINE_LENGTH = 300;
/** More of a text is not even looked at: payloads may hold megabytes, and a line shows little of them. */
const LOOKED_AT = 2000;

const PLAIN = /^[\x20-\x7e]*$/;
// What turns the direction of the text around it: it could make a command look like another.
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// A line break or tab together with the indentation that follows it. Spaces between words stay as they were.
const BREAKS = /[^\S ]\s*/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Any text as one plain line of at most `LINE_LENGTH`, in which nothing hides or turns its surroundings around. */
export function oneLine(text: string): string {
  const beginning = cut(text, LOOKED_AT);
  const line = (PLAIN.test(beginning) ? beginning : harmless(beginning)).trim();
  return detached(line.length <= LINE_LENGTH ? line : `${cut(line, LINE_LENGTH - 1)}…`);
}

function harmless(text: string): string {
  return text.replace(BREAKS, ' ').replace(DIRECTIONS, '').replace(CONTROLS, visible).toWellFormed();
}

/** The text's first `length` UTF-16 units, one less where that would split a character. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const splits = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, splits ? length - 1 : length);
}

/**
 * The same text, sharing no memory with the one that it was cut from. Engines keep a long text alive as long as there is
 * a part of it, and the long ones here are whole payloads.
 */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** The pictures of control characters: ␀, ␛ and so on. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
