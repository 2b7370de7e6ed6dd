/** So far ahead a clock may go from one look to the next, in ms. */
const BELIEVED = 60 * 60 * 1000;
/** So long one that has gone further has to stay there, in ms. */
const DOUBTED = 5 * 60 * 1000;

/**
 * Tells the time for what cannot be undone. A clock that has jumped ahead is not believed at once: it may be wrong for
 * some seconds when the machine wakes up or starts.
 */
export class CautiousClock {
  /** How far the clock is ahead of the steady one, which nobody sets. */
  #offset: number;
  /** When it was first seen to have jumped, by the steady one. */
  #jumped: number | null = null;

  /** @param known a time that has come, in ms since the epoch */
  constructor(known: number) {
    this.#offset = Math.min(known, Date.now()) - performance.now();
  }

  /** In ms since the epoch. */
  now(): number {
    const steady = performance.now();
    const offset = Date.now() - steady;
    if (offset - this.#offset <= BELIEVED) this.#jumped = null;
    else this.#jumped ??= steady;
    if (this.#jumped === null || steady - this.#jumped >= DOUBTED) this.#offset = offset;
    return steady + this.#offset;
  }
}
