/** What a session's events tell of it again and again (its folder, its model): of all that was told, the newest. */
export class Told {
  #value: string | null = null;
  #at = -Infinity;
  #byMain = false;

  /** @param at ms since the epoch */
  tell(value: string, at: number, byMain = true): void {
    if (!this.#yields(value, at, byMain)) return;
    this.#value = value;
    this.#at = at;
    this.#byMain = byMain;
  }

  get value(): string | null {
    return this.#value;
  }

  // A sub-agent may have a folder and a model of its own: it speaks for the session only where the main agent is silent.
  // Of two things told in the same millisecond it does not matter which is taken, only that it is always the same one.
  #yields(value: string, at: number, byMain: boolean): boolean {
    if (byMain !== this.#byMain) return byMain || this.#value === null;
    return at > this.#at || (at === this.#at && value > (this.#value ?? ''));
  }
}
