import type { Selection } from '../../../shared/jobs';
import { HistoryError, type HistoryClient } from '../history/history-client';
import { nothingSeen, rowsOfPage, withPage, type ResultRow } from './result-rows';

/** From a key to the search, in ms: whoever types on does not want what is between. */
const PATIENCE = 120;
/** The first page is there sooner than those that are scrolled to. */
const FIRST_PAGE = 60;
const NEXT_PAGE = 200;
const COUNTED_PAGE = 1000;

export type SearchState = 'idle' | 'searching' | 'done' | 'failed';

/** A search over the whole history: its results page by page, newest first, and how many there are at all. */
export class Search {
  rows = $state.raw<readonly ResultRow[]>([]);
  state = $state<SearchState>('idle');
  /** Whether there are more than `rows`. */
  more = $state(false);
  /** Moments among the rows. */
  found = $state(0);
  /** The row that is chosen; -1 for none. */
  chosen = $state(-1);
  /** Why it failed, in words. */
  problem = $state('');
  /** How far counting is, of 1, and how many it found so far; null while nothing is counted. */
  counting = $state.raw<{ share: number; events: number; done: boolean } | null>(null);

  readonly #history: HistoryClient;
  #selection: Selection = {};
  #seen = nothingSeen();
  #before: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #page = new AbortController();
  #count = new AbortController();

  constructor(history: HistoryClient) {
    this.#history = history;
  }

  get selection(): Selection {
    return this.#selection;
  }

  /** Searches anew, in a moment; what is under way is broken off, its results stay until there are others. */
  begin(selection: Selection): void {
    this.cancel();
    this.#selection = selection;
    this.counting = null;
    this.#timer = setTimeout(() => void this.#first(), PATIENCE);
  }

  /** Reads the next page, unless one is being read or there is none. */
  async loadMore(): Promise<void> {
    if (this.state !== 'done' || !this.more) return;
    await this.#load(NEXT_PAGE, this.#before);
  }

  /** Counts all that match, in pages; can be broken off like the search itself. */
  async countAll(): Promise<void> {
    const { signal } = (this.#count = new AbortController());
    let [events, before, more] = [0, undefined as number | undefined, true];
    this.counting = { share: 0, events, done: false };
    try {
      while (more) {
        const page = await this.#history.page(this.#query(COUNTED_PAGE, before), signal);
        events += page.events.length;
        before = page.events[0]?.seq;
        more = page.more && before !== undefined;
        const [head, oldest] = [page.head, page.oldest];
        const share = before === undefined ? 1 : (head - before) / Math.max(1, head - oldest);
        this.counting = { share, events, done: !more };
      }
    } catch {
      if (!signal.aborted) this.counting = null;
    }
  }

  /** Breaks off what is under way. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#page.abort();
    this.#count.abort();
    if (this.state === 'searching') this.state = 'done';
    if (this.counting?.done === false) this.counting = null;
  }

  async #first(): Promise<void> {
    this.#seen = nothingSeen();
    await this.#load(FIRST_PAGE, undefined);
  }

  async #load(limit: number, before: number | undefined): Promise<void> {
    const { signal } = (this.#page = new AbortController());
    this.state = 'searching';
    try {
      const { events, more } = await this.#history.page(this.#query(limit, before), signal);
      if (signal.aborted) return;
      const kept = before === undefined ? [] : this.rows;
      const fresh = rowsOfPage(events, this.#seen, lastSession(kept));
      this.rows = withPage(kept, fresh);
      if (kept.length === 0) this.chosen = -1;
      this.found = this.rows.reduce((sum, { kind }) => sum + Number(kind === 'event'), 0);
      this.more = more;
      this.#before = events[0]?.seq;
      this.state = 'done';
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error instanceof HistoryError ? error.message : 'The search failed.';
      this.state = 'failed';
    }
  }

  #query(limit: number, before: number | undefined) {
    return { ...definedOf(this.#selection), limit, ...(before !== undefined && { before }) };
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function lastSession(rows: readonly ResultRow[]): string | null {
  const last = rows.at(-1);
  return last?.kind === 'event' ? (last.event.session_id ?? '') : null;
}
