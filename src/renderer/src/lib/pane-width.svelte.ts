/** The width of a pane in px, between two bounds and remembered. */
export class PaneWidth {
  readonly min: number;
  readonly max: number;
  readonly #name: string;
  #value = $state(0);

  constructor(name: string, initial: number, min: number, max: number) {
    this.#name = `pane.${name}`;
    this.min = min;
    this.max = max;
    const remembered = Number(localStorage.getItem(this.#name));
    this.#value = this.#within(remembered || initial);
  }

  get value(): number {
    return this.#value;
  }

  set value(width: number) {
    this.#value = this.#within(width);
    localStorage.setItem(this.#name, String(this.#value));
  }

  #within(width: number): number {
    return Math.round(Math.min(this.max, Math.max(this.min, width)));
  }
}
