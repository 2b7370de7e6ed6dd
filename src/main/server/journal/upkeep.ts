/**
 * Work in small steps in the background: woken, it goes on until there is nothing left to do. It keeps no process
 * alive.
 */
export class Upkeep {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #wokenAgain = false;
  #stopped = false;

  /**
   * @param step does a bit and resolves to how long to rest before the next one, in ms; null when nothing is left
   * @param delay from waking up to the first step, in ms, so that there is something to do by then
   */
  constructor(
    private readonly step: () => Promise<number | null>,
    private readonly delay: number,
  ) {}

  /** There is, or may be, something to do. */
  wake(): void {
    if (this.#running) this.#wokenAgain = true;
    else if (!this.#stopped) this.#timer ??= this.#after(this.delay);
  }

  /** Resolves when no step is under way; none follows. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #after(ms: number): NodeJS.Timeout {
    return setTimeout(() => void (this.#running = this.#run()), ms).unref();
  }

  async #run(): Promise<void> {
    this.#timer = null;
    const rest = await this.step();
    this.#running = null;
    if (this.#stopped) return;
    if (rest !== null) this.#timer = this.#after(rest);
    else if (this.#wokenAgain) this.#timer = this.#after(this.delay);
    this.#wokenAgain = false;
  }
}
