/**
 * Hooks run side by side, so that their events overtake each other. Of two that are nearer to each other than this, in
 * ms, the order of arrival proves nothing.
 */
export const OVERTAKE_MS = 5000;

/** Older beginnings and ends than so many are forgotten. */
const MOST_MARKS = 64;

interface Mark {
  readonly at: number;
  readonly isStart: boolean;
}

/**
 * Something that begins and ends, perhaps again and again: a session, a turn, a sub-agent. Whatever the order in which
 * it is told of them, it says the same. Times are in ms since the epoch.
 */
export class Span {
  /** In order of time, starts before ends. */
  readonly #marks: Mark[] = [];
  #lastStart = -Infinity;
  #lastEnd = -Infinity;
  #lastAct = -Infinity;

  started(at: number): void {
    this.#lastStart = Math.max(this.#lastStart, at);
    this.#mark({ at, isStart: true });
  }

  ended(at: number): void {
    this.#lastEnd = Math.max(this.#lastEnd, at);
    this.#mark({ at, isStart: false });
  }

  /** Something was begun in it, which proves that it goes on. */
  acted(at: number): void {
    this.#lastAct = Math.max(this.#lastAct, at);
  }

  /** When it last started; `-Infinity` where that was not seen. */
  get lastStart(): number {
    return this.#lastStart;
  }

  /** When it last started, or something in it; `-Infinity` where neither was seen. */
  get lastSign(): number {
    return Math.max(this.#lastAct, this.#lastStart);
  }

  /** Its start was seen, and it is not over. */
  get goesOn(): boolean {
    return this.#lastStart > -Infinity && !this.isOver;
  }

  get isOver(): boolean {
    return this.#hasEnded() && this.#lastAct <= this.#lastEnd + OVERTAKE_MS;
  }

  /** What began in it before this time cannot go on any more: it ended since, or even started anew. */
  get goneBefore(): number {
    return this.isOver ? Infinity : Math.max(this.#lastStart, this.#lastEnd) - OVERTAKE_MS;
  }

  #mark(mark: Mark): void {
    const before = this.#marks.findLastIndex(
      ({ at, isStart }) => at < mark.at || (at === mark.at && (isStart || !mark.isStart)),
    );
    this.#marks.splice(before + 1, 0, mark);
    if (this.#marks.length > MOST_MARKS) this.#marks.shift();
  }

  // Far from each other, the later of the last start and the last end decides. Near each other they are counted.
  #hasEnded(): boolean {
    if (this.#lastEnd === -Infinity) return false;
    if (Math.abs(this.#lastStart - this.#lastEnd) > OVERTAKE_MS) return this.#lastEnd > this.#lastStart;
    let open = false;
    for (const group of groups(this.#marks)) {
      const balance = group.reduce((sum, { isStart }) => sum + (isStart ? 1 : -1), 0);
      // As many starts as ends end what they start. But where it was open before, one of the ends may be the end of
      // that, unless that was broken off without one: then the order is all there is.
      if (balance !== 0) open = balance > 0;
      else open &&= group.at(-1)?.isStart === true;
    }
    return !open;
  }
}

/** The marks in groups of such as are near each other. */
function groups(marks: readonly Mark[]): Mark[][] {
  const all: Mark[][] = [];
  let last = -Infinity;
  for (const mark of marks) {
    if (mark.at - last > OVERTAKE_MS) all.push([]);
    all.at(-1)?.push(mark);
    last = mark.at;
  }
  return all;
}
