/**
 * Hooks run side by side, so that their events overtake each other. Of two that are nearer to each other than this, in
 * ms, the order of arrival proves nothing.
 */
export const OVERTAKE_MS = 5000;

/** Older moments than so many are forgotten: only those near the newest ones ever count. */
const MOST_TIMES = 32;

/** The newest moments at which something happened, in ms since the epoch, whatever the order in which they are told. */
export class Moments {
  readonly #times: number[] = [];

  add(at: number): void {
    const index = this.#times.findLastIndex((time) => time <= at) + 1;
    this.#times.splice(index, 0, at);
    if (this.#times.length > MOST_TIMES) this.#times.shift();
  }

  /** The newest one, `-Infinity` where there is none. */
  get last(): number {
    return this.#times.at(-1) ?? -Infinity;
  }

  /** The newest one before `at`, `-Infinity` where there is none. */
  lastBefore(at: number): number {
    return this.#times.findLast((time) => time < at) ?? -Infinity;
  }

  countSince(at: number): number {
    return this.#times.length - 1 - this.#times.findLastIndex((time) => time < at);
  }
}

/**
 * Whether something that starts and ends again and again is over. Far from each other the later of the newest start and
 * the newest end decides. Near each other they are counted, together with all that is near them.
 */
export function isOver(starts: Moments, ends: Moments): boolean {
  if (ends.last === -Infinity) return false;
  if (Math.abs(starts.last - ends.last) > OVERTAKE_MS) return ends.last > starts.last;
  const since = beginOfCluster(starts, ends);
  const balance = ends.countSince(since) - starts.countSince(since);
  if (balance !== 0) return balance > 0;
  // What was going on before took one of the ends, or was broken off without one: then only the order is left.
  const wentOn = starts.lastBefore(since) > ends.lastBefore(since);
  return !wentOn || ends.last > starts.last;
}

/** The earliest of the newest moments that follow each other without a gap of `OVERTAKE_MS`. */
function beginOfCluster(starts: Moments, ends: Moments): number {
  let begin = Math.max(starts.last, ends.last);
  for (;;) {
    const before = Math.max(starts.lastBefore(begin), ends.lastBefore(begin));
    if (begin - before > OVERTAKE_MS) return begin;
    begin = before;
  }
}

/** Something that begins and ends, perhaps several times: a session, a turn, a sub-agent. Times in ms since the epoch. */
export class Span {
  readonly starts = new Moments();
  readonly ends = new Moments();
  #lastSign = -Infinity;

  /** Something was begun in it, which proves that it goes on. */
  alive(at: number): void {
    this.#lastSign = Math.max(this.#lastSign, at);
  }

  /** When it last began, or something in it did; `-Infinity` where that was not seen. */
  get lastSign(): number {
    return Math.max(this.#lastSign, this.starts.last);
  }

  /** It was seen to begin, and it is not over. */
  get goesOn(): boolean {
    return this.starts.last > -Infinity && !this.isOver;
  }

  get isOver(): boolean {
    return isOver(this.starts, this.ends) && this.#lastSign <= this.ends.last + OVERTAKE_MS;
  }

  /** What began in it before this time cannot go on any more: it ended since, or even began anew. */
  get goneBefore(): number {
    return this.isOver ? Infinity : Math.max(this.starts.last, this.ends.last) - OVERTAKE_MS;
  }
}
