/** What of a session's time is in view: all of it, its newest turn, or what somebody chose. Times in ms. */
export type RangeMode = 'all' | 'turn' | 'free';

/** Nothing shorter is shown. */
const SHORTEST = 50;
/** Sessions that are longer begin with their newest turn. */
const LONG = 10 * 60 * 1000;
/** How much room is left behind what happened last, of the whole. */
const REST = 0.02;

export class LaneRange {
  mode = $state<RangeMode>('all');
  #from = $state(0);
  #to = $state(1);
  readonly #bounds: () => { first: number; turn: number; last: number };

  /** @param bounds when the session began, when its newest turn began, and until when it goes */
  constructor(bounds: () => { first: number; turn: number; last: number }) {
    this.#bounds = bounds;
    const { first, last } = bounds();
    if (last - first > LONG) this.mode = 'turn';
  }

  readonly span: { from: number; to: number } = $derived.by(() => {
    if (this.mode === 'free') return { from: this.#from, to: this.#to };
    const { first, turn, last } = this.#bounds();
    const from = this.mode === 'all' ? first : turn;
    const length = Math.max(SHORTEST, last - from);
    return { from: from - length * REST, to: from + length * (1 + REST) };
  });

  /** Makes the view so many times as long, around a moment that stays in its place. */
  zoom(factor: number, around: number): void {
    const { from, to } = this.span;
    const { first, last } = this.#bounds();
    const longest = Math.max(SHORTEST, last - first) * 1.5;
    const length = Math.min(longest, Math.max(SHORTEST, (to - from) * factor));
    const part = (around - from) / (to - from);
    this.#set(around - length * part, length);
  }

  /** Moves the view by a part of its length. */
  pan(part: number): void {
    const { from, to } = this.span;
    this.#set(from + (to - from) * part, to - from);
  }

  /** Moves the view as far as it takes to have a moment in it. */
  reveal(at: number): void {
    const { from, to } = this.span;
    if (at < from || at > to) this.#set(at - (to - from) / 2, to - from);
  }

  #set(from: number, length: number): void {
    const { first, last } = this.#bounds();
    // Something of the session stays in view.
    this.#from = Math.min(last - length * 0.1, Math.max(first - length * 0.9, from));
    this.#to = this.#from + length;
    this.mode = 'free';
  }
}
