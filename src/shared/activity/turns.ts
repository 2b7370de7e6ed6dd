import { OVERTAKE_MS, Span } from './span';

/** More turns of a session are not kept apart: the oldest ones are over in any case. */
const MOST_TURNS = 100;

/** One turn of a main agent; for agents that give their turns no ids, all of them together. */
export class Turn extends Span {
  /** As reckoned last by `Turns.reckon`. */
  over = false;
  #firstSeen = Infinity;
  #lastSeen = -Infinity;

  see(at: number): void {
    this.#firstSeen = Math.min(this.#firstSeen, at);
    this.#lastSeen = Math.max(this.#lastSeen, at);
  }

  get began(): number {
    return this.lastStart === -Infinity ? this.#firstSeen : this.lastStart;
  }

  get lastSeen(): number {
    return this.#lastSeen;
  }

  override get goneBefore(): number {
    return this.over ? Infinity : super.goneBefore;
  }
}

/**
 * The turns of a session's main agent, which is in one at a time. Those of agents that give them no ids are one, under
 * `null`. Times are in ms since the epoch.
 */
export class Turns {
  readonly #turns = new Map<string | null, Turn>();

  prompted(id: string | null, at: number): void {
    this.#of(id).started(at);
    this.acted(id, at);
  }

  /** Something was begun in it. */
  acted(id: string | null, at: number): void {
    this.#of(id).acted(at);
    this.seen(id, at);
  }

  /** Something told of it that need not mean that it goes on. */
  seen(id: string | null, at: number): void {
    this.#of(id).see(at);
  }

  ended(id: string | null, at: number): void {
    this.#of(id).ended(at);
    this.seen(id, at);
  }

  get(id: string | null): Turn | undefined {
    return this.#turns.get(id);
  }

  /** Finds out which turns are over, and tells whether any is not. */
  reckon(): boolean {
    let [newestBegan, newestSeen] = [-Infinity, -Infinity];
    for (const turn of this.#turns.values()) {
      if (turn.began < Infinity) newestBegan = Math.max(newestBegan, turn.began);
      newestSeen = Math.max(newestSeen, turn.lastSeen);
    }
    let anyOpen = false;
    for (const [id, turn] of this.#turns) {
      const superseded = newestBegan > turn.began + OVERTAKE_MS || newestSeen > turn.lastSeen + OVERTAKE_MS;
      turn.over = turn.isOver || superseded;
      // Calls alone make no turn where turns have no ids: nothing would ever end it.
      anyOpen ||= !turn.over && (id !== null || turn.goesOn);
    }
    return anyOpen;
  }

  #of(id: string | null): Turn {
    let turn = this.#turns.get(id);
    if (!turn) {
      turn = new Turn();
      this.#turns.set(id, turn);
      this.#forgetOldest();
    }
    return turn;
  }

  #forgetOldest(): void {
    if (this.#turns.size <= MOST_TURNS) return;
    for (const id of this.#turns.keys()) {
      this.#turns.delete(id);
      return;
    }
  }
}
