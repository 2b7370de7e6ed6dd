import type { Selection } from '../../../shared/jobs';
import { HistoryError, type HistoryClient } from '../history/history-client';
import { nothingSeen, rowsOfPage, withPage, type ResultRow } from './result-rows';

/** The first page is there sooner than those that are scrolled to. */
const FIRST_PAGE = 60;
const NEXT_PAGE = 200;
const COUNTED_PAGE = 1000;

/** `asked`: it will be searched for in a moment. */
type ResultsState = 'asked' | 'searching' | 'done' | 'cancelled' | 'failed';

/** What one query finds, page by page, newest first, and how many there are at all. */
export class Results {
  rows = $state.raw<readonly ResultRow[]>([]);
  state = $state<ResultsState>('asked');
  /** Whether there are more than `rows`. */
  more = $state(false);
  /** The row that is chosen; -1 for none. */
  chosen = $state(-1);
  /** Why it failed, in words. */
  problem = $state('');
  /** How far counting is, of 1, and how many it found so far; null while nothing is counted. */
  counting = $state.raw<{ share: number; events: number; done: boolean } | null>(null);
  /** Moments among the rows. */
  readonly found: number = $derived(this.rows.reduce((sum, { kind }) => sum + Number(kind === 'event'), 0));

  readonly #history: HistoryClient;
  readonly #seen = nothingSeen();
  #before: number | undefined;
  #page = new AbortController();
  #count = new AbortController();

  constructor(
    history: HistoryClient,
    readonly selection: Selection,
  ) {
    this.#history = history;
  }

  /** Whether it is still to be told what, or what more, is found. */
  get isOpen(): boolean {
    return this.state === 'asked' || this.state === 'searching';
  }

  /** Whether it is known what was found, of the first page at least. */
  get isAnswered(): boolean {
    return this.state === 'done' || this.rows.length > 0;
  }

  /** Reads the next page, which is the first one at first. */
  async read(): Promise<void> {
    const { signal } = (this.#page = new AbortController());
    this.state = 'searching';
    try {
      const known = this.rows.length;
      // A page may have nothing that is a moment of its own.
      do await this.#readPage(signal);
      while (this.more && this.rows.length === known);
      this.state = 'done';
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error instanceof HistoryError ? error.message : 'The search failed.';
      this.state = 'failed';
    }
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
    this.#page.abort();
    this.#count.abort();
    if (this.isOpen) this.state = 'cancelled';
    if (this.counting?.done === false) this.counting = null;
  }

  async #readPage(signal: AbortSignal): Promise<void> {
    const limit = this.#before === undefined ? FIRST_PAGE : NEXT_PAGE;
    const { events, more } = await this.#history.page(this.#query(limit, this.#before), signal);
    signal.throwIfAborted();
    this.rows = withPage(this.rows, rowsOfPage(events, this.#seen, lastSession(this.rows)));
    this.more = more && events.length > 0;
    this.#before = events[0]?.seq;
  }

  #query(limit: number, before: number | undefined) {
    return { ...definedOf(this.selection), limit, ...(before !== undefined && { before }) };
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
