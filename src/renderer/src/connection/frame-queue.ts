/** How long one frame may work on what waits, in ms: half of a frame at 60 Hz is left to drawing. */
const FRAME_BUDGET = 8;
/** From this many on it is the past that comes in, and arriving soon counts for more than every frame. */
const BACKLOG = 2000;
const BACKLOG_BUDGET = 40;
const SLICE = 250;
/** While nobody looks, in ms. */
const HIDDEN_DELAY = 1000;
/** A hidden page's timers may be held back for a minute; past this many it does not wait for them. */
const HIDDEN_MOST = 5000;

/**
 * Gathers what arrives and applies it once per frame, as much as fits into a part of one; while the page is hidden,
 * once in a while; and at once while there is nothing to be seen yet that frames could be late for.
 */
export class FrameQueue<T> {
  readonly #apply: (items: T[]) => void;
  readonly #isUnseen: () => boolean;
  #waiting: T[] = [];
  #cancel: (() => void) | null = null;
  readonly #onVisibility = (): void => this.#reschedule();

  /** @param isUnseen nothing of what has been applied is shown yet */
  constructor(apply: (items: T[]) => void, isUnseen: () => boolean) {
    this.#apply = apply;
    this.#isUnseen = isUnseen;
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  push(items: T[]): void {
    for (const item of items) this.#waiting.push(item);
    if (this.#isUnseen() || (document.hidden && this.#waiting.length > HIDDEN_MOST)) this.#work();
    else if (!this.#cancel) this.#schedule();
  }

  clear(): void {
    this.#waiting = [];
    this.#unschedule();
  }

  close(): void {
    this.clear();
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #schedule(): void {
    const work = (): void => this.#work();
    if (document.hidden) {
      const timer = setTimeout(work, HIDDEN_DELAY);
      this.#cancel = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(work);
      this.#cancel = () => cancelAnimationFrame(frame);
    }
  }

  #unschedule(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  // Animation frames stop while the page is hidden, so what waits changes over to the timer, and back.
  #reschedule(): void {
    this.#unschedule();
    if (this.#waiting.length > 0) this.#schedule();
  }

  #work(): void {
    this.#unschedule();
    const end = performance.now() + (this.#waiting.length > BACKLOG ? BACKLOG_BUDGET : FRAME_BUDGET);
    let done = 0;
    while (done < this.#waiting.length && performance.now() < end) {
      this.#apply(this.#waiting.slice(done, done + SLICE));
      done += SLICE;
    }
    this.#waiting = this.#waiting.slice(done);
    if (this.#waiting.length > 0) this.#schedule();
  }
}
