import { valueAt } from '../payload';

/** Longer texts are not counted, in UTF-16 units: a remark in a line is not worth the time. */
const LONGEST_TEXT = 200_000;
/** Most edits of one call that are counted. */
const MOST_EDITS = 100;

/** How many lines a text has; null for one that is too long to count. */
export function linesOf(text: string): number | null {
  return text.length > LONGEST_TEXT ? null : split(text).length;
}

/** How many lines a call of an editing tool adds and removes; null where its input does not tell. */
export function addedAndRemoved(input: unknown): { added: number; removed: number } | null {
  const listed = valueAt(input, 'edits');
  const edits: unknown[] = Array.isArray(listed) ? listed : [input];
  if (edits.length > MOST_EDITS) return null;
  let [added, removed] = [0, 0];
  for (const edit of edits) {
    const from = valueAt(edit, 'old_string') ?? valueAt(edit, 'oldString');
    const to = valueAt(edit, 'new_string') ?? valueAt(edit, 'newString');
    if (typeof from !== 'string' || typeof to !== 'string') return null;
    if (from.length > LONGEST_TEXT || to.length > LONGEST_TEXT) return null;
    const changed = changedLines(split(from), split(to));
    added += changed.added;
    removed += changed.removed;
  }
  return { added, removed };
}

/** Agents quote unchanged lines around what they change, so that the right place is found: those do not count. */
function changedLines(from: readonly string[], to: readonly string[]): { added: number; removed: number } {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return { added: to.length - head - tail, removed: from.length - head - tail };
}

function split(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}
