import type { DiffEntry, DiffGap, DiffLine } from './diff-lines';
import type { Fold } from './fold';

/** Two lines beside each other: before, and after. */
export interface SplitLine {
  readonly sign: '|';
  readonly left: DiffLine | null;
  readonly right: DiffLine | null;
}

/** Puts what was removed beside what was added in its place. */
export function splitLines(entries: readonly (DiffEntry | Fold)[]): (SplitLine | DiffGap | Fold)[] {
  const lines: (SplitLine | DiffGap | Fold)[] = [];
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      lines.push({ sign: '|', left: removed[index] ?? null, right: added[index] ?? null });
    }
    [removed, added] = [[], []];
  };
  for (const entry of entries) {
    if (!('text' in entry)) {
      flush();
      lines.push(entry);
    } else if (entry.sign === '-') {
      if (added.length > 0) flush();
      removed.push(entry);
    } else if (entry.sign === '+') added.push(entry);
    else {
      flush();
      lines.push({ sign: '|', left: entry, right: entry });
    }
  }
  flush();
  return lines;
}
