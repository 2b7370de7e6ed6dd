import { diffWordsWithSpace } from 'diff';
import type { Mark } from '../text/segments';
import type { DiffEntry, DiffLine } from './diff-lines';

/** Longer lines are not compared word by word, in UTF-16 units. */
const LONGEST_LINE = 500;
/** A comparison that takes longer is given up, in ms. */
const LONGEST_TIME = 5;
/** Lines that have less in common were replaced, not changed: marks in them would be noise. */
const LEAST_COMMON = 0.3;

/** The line on the other side, for lines of blocks that replace each other one by one. */
export function partners(entries: readonly DiffEntry[]): Map<DiffLine, DiffLine> {
  const found = new Map<DiffLine, DiffLine>();
  for (let at = 0; at < entries.length;) {
    const removed = runOf(entries, at, '-');
    const added = runOf(entries, at + removed.length, '+');
    if (removed.length === added.length) {
      for (const [index, line] of removed.entries()) {
        const other = added[index];
        if (other) found.set(line, other).set(other, line);
      }
    }
    at += Math.max(1, removed.length + added.length);
  }
  return found;
}

function runOf(entries: readonly DiffEntry[], from: number, sign: '+' | '-'): DiffLine[] {
  const run: DiffLine[] = [];
  for (let at = from; at < entries.length; at++) {
    const entry = entries[at];
    if (entry?.sign !== sign) break;
    run.push(entry);
  }
  return run;
}

/** What of a line its partner has not. */
export function changedWords(line: DiffLine, partner: DiffLine | undefined): Mark[] {
  if (!partner || line.text.length > LONGEST_LINE || partner.text.length > LONGEST_LINE) return [];
  const [before, after] = line.sign === '-' ? [line.text, partner.text] : [partner.text, line.text];
  const changes = diffWordsWithSpace(before, after, { timeout: LONGEST_TIME });
  if (!changes) return [];
  const marks: Mark[] = [];
  let [at, common] = [0, 0];
  for (const { value, added, removed } of changes) {
    if (!added && !removed) common += value.trim().length;
    if (line.sign === '-' ? added : removed) continue;
    if (added || removed) marks.push([at, at + value.length]);
    at += value.length;
  }
  return common < LEAST_COMMON * Math.max(before.trim().length, after.trim().length) ? [] : marks;
}
