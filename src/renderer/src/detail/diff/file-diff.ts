/** How a file was changed by one call. */
export interface FileDiff {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'deleted';
  /** Where a file that was moved went; null where it stays. */
  readonly movedTo: string | null;
  readonly hunks: readonly Hunk[];
  /** The file as it was before; null where the agent does not tell. */
  readonly original: string | null;
}

/** A part of a file that differs, with some of what is around it. */
export interface Hunk {
  /** The numbers of its first line before and after, from 1; null where the agent does not tell where it belongs. */
  readonly oldStart: number | null;
  readonly newStart: number | null;
  /** Each with its sign: a space, `+` or `-`. */
  readonly lines: readonly string[];
  /** What the patch says of its place; may be empty. */
  readonly heading: string;
}

/** How many lines a diff adds and removes. */
export function diffCounts({ hunks }: Pick<FileDiff, 'hunks'>): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  for (const { lines } of hunks) {
    for (const line of lines) {
      if (line.startsWith('+')) added++;
      else if (line.startsWith('-')) removed++;
    }
  }
  return { added, removed };
}
