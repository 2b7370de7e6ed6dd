import type { Selection } from '../../../shared/jobs';
import type { HistoryClient } from '../history/history-client';
import { Results } from './results.svelte';

/** From a key to the search, in ms: whoever types on does not want what is between. */
const PATIENCE = 120;

/** The search over the whole history: what is asked of it, and what there is to see. */
export class Search {
  /** What is found of what was asked last; null while nothing is asked. */
  asked = $state.raw<Results | null>(null);
  #former = $state.raw<Results | null>(null);
  /** What there is to see: until there is an answer, that of before, so that the list does not blink with every key. */
  readonly shown: Results | null = $derived(
    this.asked?.isOpen && !this.asked.isAnswered ? this.#former : this.asked,
  );

  readonly #history: HistoryClient;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(history: HistoryClient) {
    this.#history = history;
  }

  /** Searches, in a moment; not again for the same, where there is or will be something to see. */
  ask(selection: Selection): void {
    const last = this.asked;
    if (last && isSame(selection, last.selection) && (last.isOpen || last.rows.length > 0)) return;
    this.#former = this.shown;
    this.cancel();
    this.asked = Object.keys(selection).length === 0 ? null : new Results(this.#history, selection);
    this.#timer = setTimeout(() => void this.asked?.read(), PATIENCE);
  }

  /** Searches once more for what was cancelled or failed, from where it had come. */
  again(): void {
    this.#former = this.asked;
    void this.asked?.read();
  }

  /** Asks the same of another journal. */
  renew(): void {
    const selection = this.asked?.selection;
    this.ask({});
    if (selection) this.ask(selection);
  }

  /** Reads the next page, unless one is being read or there is none. */
  async loadMore(): Promise<void> {
    if (this.asked?.state === 'done' && this.asked.more) await this.asked.read();
  }

  /** Breaks off what is under way. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.asked?.cancel();
  }
}

function isSame(one: Selection, other: Selection): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
