import { CODE_COLORS, type TokenLine } from '../highlight/protocol';

/** A run of a line in one colour. */
export interface Segment {
  readonly text: string;
  /** A CSS value; null for the usual one. */
  readonly color: string | null;
  /** It is what differs in a line that was changed. */
  readonly marked: boolean;
}

/** From where to where something is marked, in UTF-16 units. */
export type Mark = readonly [start: number, end: number];

/** Puts together what the highlighter and the comparison say of a line. Marks are in order and do not overlap. */
export function segmentsOf(line: string, tokens: TokenLine | null, marks: readonly Mark[] = []): Segment[] {
  const ends = new Set([line.length]);
  for (const end of tokenEnds(tokens)) if (end < line.length) ends.add(end);
  for (const mark of marks) for (const end of mark) if (end > 0 && end < line.length) ends.add(end);
  const segments: Segment[] = [];
  let start = 0;
  for (const end of [...ends].sort((one, other) => one - other)) {
    const marked = marks.some(([from, to]) => from <= start && end <= to);
    if (end > start) segments.push({ text: line.slice(start, end), color: colorAt(tokens, start), marked });
    start = end;
  }
  return segments;
}

function tokenEnds(tokens: TokenLine | null): number[] {
  const ends: number[] = [];
  let end = 0;
  for (let index = 0; tokens && index < tokens.length; index += 2) ends.push((end += tokens[index] ?? 0));
  return ends;
}

function colorAt(tokens: TokenLine | null, at: number): string | null {
  let end = 0;
  for (let index = 0; tokens && index < tokens.length; index += 2) {
    end += tokens[index] ?? 0;
    const color = CODE_COLORS[tokens[index + 1] ?? 0];
    if (at < end) return color === undefined || color === 'foreground' ? null : `var(--code-${color})`;
  }
  return null;
}
