import type { DiffEntry } from './diff-lines';

/** How many lines around a change are always shown. */
const AROUND = 3;
/** Fewer lines are not worth folding. */
const WORTH = 4;

/** Lines that are not shown until somebody asks for them. */
export interface Fold {
  readonly sign: '…';
  readonly from: number;
  readonly to: number;
}

/** The entries with what is far from any change folded, but for what was opened, by its first place. */
export function folded(
  entries: readonly DiffEntry[],
  isOpen: (from: number) => boolean,
): (DiffEntry | Fold)[] {
  const shown: (DiffEntry | Fold)[] = [];
  for (let from = 0; from < entries.length;) {
    const to = endOfRun(entries, from);
    const [head, tail] = [from === 0 ? 0 : AROUND, to === entries.length ? 0 : AROUND];
    const isFolded = to - from >= head + tail + WORTH && !isOpen(from + head);
    if (isFolded) {
      shown.push(...entries.slice(from, from + head));
      shown.push({ sign: '…', from: from + head, to: to - tail });
      shown.push(...entries.slice(to - tail, to));
    } else shown.push(...entries.slice(from, to));
    from = to;
    for (let entry = entries[from]; entry && entry.sign !== ' '; entry = entries[++from]) shown.push(entry);
  }
  return shown;
}

function endOfRun(entries: readonly DiffEntry[], from: number): number {
  let to = from;
  while (to < entries.length && entries[to]?.sign === ' ') to++;
  return to;
}
