import { linesOf } from './compare';
import type { FileDiff, Hunk } from './file-diff';

/** A line of a diff. Numbers count from 1; null where there is none, or none is told. */
export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
  readonly oldNumber: number | null;
  readonly newNumber: number | null;
  /** Its place among the lines before, or after, as far as they are shown: that of its colours. */
  readonly place: number;
}

/** Lines between two hunks that the agent does not tell. */
export interface DiffGap {
  readonly sign: '@';
  /** How many there are; null where that is not told. */
  readonly lines: number | null;
  readonly heading: string;
}

export type DiffEntry = DiffLine | DiffGap;

/**
 * A diff line by line. Where the agent tells the file as it was, and that fits, there are all of its lines, else those
 * of the hunks, with gaps between them.
 */
export function diffEntries(diff: FileDiff): DiffEntry[] {
  const whole = diff.original === null ? null : fitted(linesOf(diff.original), diff.hunks);
  const walker = new Walker(whole);
  for (const hunk of diff.hunks) walker.hunk(hunk);
  walker.rest();
  return walker.entries;
}

/** The lines on one side of a diff, as one text for the highlighter. */
export function sideOf(entries: readonly DiffEntry[], side: 'old' | 'new'): string {
  const other = side === 'old' ? '+' : '-';
  return entries
    .flatMap((entry) => (entry.sign === '@' || entry.sign === other ? [] : [entry.text]))
    .join('\n');
}

class Walker {
  readonly entries: DiffEntry[] = [];
  readonly #whole: readonly string[] | null;
  #old = 1;
  #new = 1;
  #oldPlace = 0;
  #newPlace = 0;

  constructor(whole: readonly string[] | null) {
    this.#whole = whole;
  }

  hunk({ oldStart, newStart, lines, heading }: Hunk): void {
    const placed = oldStart !== null && newStart !== null;
    if (placed) this.#goTo(Math.max(1, oldStart), Math.max(1, newStart), heading);
    else if (this.entries.length > 0 || heading !== '') this.#gap(null, heading);
    for (const line of lines) this.#add(line.charAt(0), line.slice(1), placed);
  }

  /** The lines after the last hunk. */
  rest(): void {
    for (const text of this.#whole?.slice(this.#old - 1) ?? []) this.#add(' ', text, true);
  }

  #goTo(oldStart: number, newStart: number, heading: string): void {
    const between = oldStart - this.#old;
    if (this.#whole)
      for (const text of this.#whole.slice(this.#old - 1, oldStart - 1)) this.#add(' ', text, true);
    else if (between > 0 || heading !== '') this.#gap(between > 0 ? between : null, heading);
    this.#old = oldStart;
    this.#new = newStart;
  }

  #gap(lines: number | null, heading: string): void {
    this.entries.push({ sign: '@', lines, heading });
  }

  #add(sign: string, text: string, placed: boolean): void {
    const [oldNumber, newNumber] = placed ? [this.#old, this.#new] : [null, null];
    if (sign === '+') {
      this.entries.push({ sign, text, oldNumber: null, newNumber, place: this.#newPlace++ });
      this.#new++;
    } else if (sign === '-') {
      this.entries.push({ sign, text, oldNumber, newNumber: null, place: this.#oldPlace++ });
      this.#old++;
    } else {
      this.entries.push({ sign: ' ', text, oldNumber, newNumber, place: this.#newPlace++ });
      this.#oldPlace++;
      this.#old++;
      this.#new++;
    }
  }
}

/** The lines, unless the hunks are not about them: what an agent tells need not be so. */
function fitted(lines: readonly string[], hunks: readonly Hunk[]): readonly string[] | null {
  for (const { oldStart, lines: changed } of hunks) {
    if (oldStart === null) return null;
    const before = changed.filter((line) => !line.startsWith('+'));
    const from = Math.max(0, oldStart - 1);
    if (before.some((line, index) => lines[from + index] !== line.slice(1))) return null;
  }
  return lines;
}
