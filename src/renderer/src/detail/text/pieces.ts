/** Most lines, and most UTF-16 units, of one piece: what is laid out at once. */
const MOST_LINES = 12;
const LONGEST = 2000;

/** A part of a text: whole lines, unless a line is so long that it fills pieces of its own. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** The number of its first line, from 0. */
  readonly line: number;
  /** It begins within a line. */
  readonly continues: boolean;
}

/** A text cut into pieces, and how many lines it has. A line feed at its end begins no line. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly lines: number;
}

/**
 * Cuts a text into pieces that are small enough to be laid out one at a time. Nothing is copied: a text of megabytes
 * costs a walk over its line feeds.
 */
export function cutIntoPieces(text: string): Pieces {
  const pieces: Piece[] = [];
  const length = text.endsWith('\n') ? text.length - 1 : text.length;
  let [start, line, first, continues] = [0, 0, 0, false];
  const close = (end: number, next: number, within: boolean): void => {
    pieces.push({ start, end, line: first, continues });
    [start, first, continues] = [next, line, within];
  };
  for (let at = 0; at <= length;) {
    const feed = text.indexOf('\n', at);
    const end = feed === -1 || feed > length ? length : feed;
    if (end - at > LONGEST) {
      if (at > start) close(at - 1, at, false);
      for (; end - start > LONGEST;) {
        const cut = start + LONGEST - (splits(text, start + LONGEST) ? 1 : 0);
        close(cut, cut, true);
      }
    }
    line++;
    at = end + 1;
    if (line - first >= MOST_LINES || at - start > LONGEST || end === length) close(end, at, false);
  }
  return { pieces, lines: line };
}

/** Whether a cut here would part a character of two halves. */
function splits(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code < 0xdc00;
}
