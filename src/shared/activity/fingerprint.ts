import { LIMITS } from '../limits';

/** How much of a text counts, at its beginning and at its end, in UTF-16 units. */
const TEXT_PART = 1024;
/** How many values of a list or object count. */
const MOST_VALUES = 200;

/**
 * A number that is the same for equal JSON values, whatever the order of their keys; of huge values it sees a part. Made
 * to tell calls of one session apart, not to withstand somebody who wants two of them to look the same.
 */
export function fingerprint(value: unknown, depth: number = LIMITS.nesting): number {
  if (typeof value === 'string') return textPrint(value);
  if (typeof value !== 'object' || value === null) return textPrint(String(value));
  if (depth === 0) return 0;
  let print = Array.isArray(value) ? 1 : 2;
  let count = 0;
  for (const [key, inner] of Object.entries(value)) {
    if (++count > MOST_VALUES) break;
    // A sum, so that the order of the keys does not matter.
    print = (print + Math.imul(textPrint(key) ^ 0x9e3779b9, fingerprint(inner, depth - 1) | 1)) | 0;
  }
  return mixed(print, count);
}

function textPrint(text: string): number {
  let print = mixed(0x811c9dc5, text.length);
  const whole = text.length <= 2 * TEXT_PART;
  const head = whole ? text.length : TEXT_PART;
  for (let index = 0; index < head; index++) print = mixed(print, text.charCodeAt(index));
  if (whole) return print;
  for (let index = text.length - TEXT_PART; index < text.length; index++) {
    print = mixed(print, text.charCodeAt(index));
  }
  return print;
}

/** One step of FNV-1a. */
function mixed(print: number, value: number): number {
  return Math.imul(print ^ value, 0x01000193);
}
