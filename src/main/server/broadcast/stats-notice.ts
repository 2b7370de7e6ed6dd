/** From a change to its being told, in ms: what changes meanwhile is told with it. */
const DELAY = 1000;

/** Tells that what the server counts has changed, at most once in `DELAY`; a quiet server tells nothing. */
export class StatsNotice {
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly tell: () => void) {}

  changed(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.tell();
    }, DELAY).unref();
  }
}
