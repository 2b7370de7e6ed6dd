const STORED_AS = 'diff.split';

/** How diffs are shown; it is kept over restarts. */
class DiffLook {
  #split = $state(localStorage.getItem(STORED_AS) === 'true');

  /** Whether before and after stand side by side, where there is room. */
  get split(): boolean {
    return this.#split;
  }

  choose(split: boolean): void {
    this.#split = split;
    localStorage.setItem(STORED_AS, String(split));
  }
}

export const diffLook = new DiffLook();
