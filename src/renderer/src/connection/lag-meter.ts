/** How long a measurement stands, in ms: long enough to be read. */
const WINDOW = 1000;

/** The longest delay within the last second or so. */
export class LagMeter {
  #since = 0;
  #longest = 0;

  /** Takes in one more delay, from `at` to now, and tells the longest. */
  measure(at: number): number {
    const now = Date.now();
    const delay = Math.max(0, now - at);
    if (now - this.#since > WINDOW) {
      this.#since = now;
      this.#longest = delay;
    } else {
      this.#longest = Math.max(this.#longest, delay);
    }
    return this.#longest;
  }
}
