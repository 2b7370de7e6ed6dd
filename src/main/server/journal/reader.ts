import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MonitorEvent } from '../../../shared/events';
import { Database, type Statement } from './database';
import { JournalDamaged, JournalError } from './errors';
import { searchFileOf } from './files';
import { PageBuilder } from './page';
import type { JournalQuery, Opened, Page, PageBounds, Retention, Utf8Page } from './protocol';
import { SearchIndex, type IndexPart } from './search-index';
import { FILTERS, filtersOf, matchExpression } from './search-text';

type Row = [seq: number, text: string];

/** Events with after < seq < before. */
interface Run {
  after: number;
  before: number;
}

/** Most events, and UTF-16 units of them, that are indexed in one go: some ms. */
const CHUNK_EVENTS = 200;
const CHUNK_LENGTH = 1024 * 1024;
/** Events not indexed yet that a query looks through in one go: some ms. */
const SCANNED_EVENTS = 2000;
/** So few pages of the journal's log are brought into its file while the writer waits: a few ms. */
const LAST_PAGES = 64;
const CHECKPOINT_ROUNDS = 4;
/** How long the writer is waited for where its log is emptied, in ms. */
const WRITER_PATIENCE = 1000;
/** How long a query keeps others waiting, in ms, about. */
const TURN = 5;
/** Text in a part of the index where nothing bounds the journal, in UTF-16 units. */
const PART_LENGTH = 32 * 1024 * 1024;

/** Reads, searches and indexes a journal that another thread writes. */
export class Reader {
  readonly #journal: Database;
  readonly #follow: Statement<Row>;
  readonly #measure: Statement<[count: number, bytes: number | null]>;
  readonly #join: Statement<[events: Uint8Array, count: number, first: number | null, last: number | null]>;
  readonly #textOf: Statement<[string]>;
  readonly #arrivalOf: Statement<[number]>;
  readonly #ends: Statement<[oldest: number | null, head: number | null]>;
  readonly #log: Statement<[busy: number, pages: number, done: number]>;
  readonly #openIndex: (head: number) => SearchIndex;
  #index: SearchIndex;
  /** Queries under way; parts of the index stay while there are any. */
  #queries = 0;

  constructor(file: string, { epoch, head }: Opened, retention: Retention) {
    this.#journal = new Database(file);
    this.#journal.exec('PRAGMA cache_size = -16384');
    this.#follow = this.#journal.prepare('SELECT seq, text FROM events WHERE seq > ? ORDER BY seq LIMIT ?');
    const followers = '(SELECT seq, text FROM events WHERE seq > ? ORDER BY seq LIMIT ?)';
    this.#measure = this.#journal.prepare(`SELECT count(*), sum(octet_length(text) + 1) FROM ${followers}`);
    this.#join = this.#journal.prepare(
      `SELECT CAST(ifnull('[' || group_concat(text) || ']', '[]') AS BLOB), count(*), min(seq), max(seq) FROM ${followers}`,
    );
    this.#textOf = this.#journal.prepare('SELECT text FROM events WHERE seq = ?');
    this.#arrivalOf = this.#journal.prepare('SELECT received_at FROM events WHERE seq = ?');
    this.#ends = this.#journal.prepare(
      // Not min and max at once: that would read the whole table.
      'SELECT (SELECT min(seq) FROM events), (SELECT max(seq) FROM events)',
    );
    this.#log = this.#journal.prepare('PRAGMA wal_checkpoint(NOOP)');
    // A part goes as a whole, so it is made a small share of what may be kept.
    const partLength = Math.min(PART_LENGTH, (retention.bytes ?? Infinity) / 32);
    this.#openIndex = (head) => SearchIndex.open(searchFileOf(file), epoch, head, partLength);
    this.#index = this.#openIndex(head);
  }

  /** The events that follow `after`. SQLite puts the page together, which takes half the time of doing it row by row. */
  readAfter(after: number, bounds: PageBounds): Utf8Page {
    const [events, count, first, last] = this.#join.get(after, this.#fitting(after, bounds))!;
    const more = last !== null && last < (this.#ends.get()![1] ?? 0);
    return { events, count, first: first ?? 0, last: last ?? 0, more };
  }

  /** The events that match. Other calls are answered in between. */
  async query(query: JournalQuery): Promise<Page> {
    const page = new PageBuilder(query);
    this.#queries++;
    try {
      for await (const rows of this.#sources(query)) {
        for (const [seq, text] of rows) if (!page.add(seq, text)) return page.finish(query.order);
      }
      return page.finish(query.order);
    } finally {
      this.#queries--;
    }
  }

  /** Indexes some more events, and forgets those that are gone; true while there is more to do. */
  index(): boolean {
    const [oldest, head] = this.#ends.get()!;
    if (this.#queries === 0) this.#use((index) => index.dropBefore(oldest ?? Infinity));
    const events: MonitorEvent[] = [];
    let length = 0;
    for (const [, text] of this.#follow.iterate(this.#upTo(), CHUNK_EVENTS)) {
      if ((length += text.length) > CHUNK_LENGTH && events.length > 0) break;
      events.push(JSON.parse(text) as MonitorEvent);
    }
    return this.#use((index) => {
      index.add(events);
      return index.indexed < (head ?? 0);
    });
  }

  /** Size of the search index of the events from `oldest` on, in bytes, about. */
  indexBytes(oldest: number): number {
    return this.#use((index) => index.bytesFrom(oldest));
  }

  /**
   * Brings what the writer wrote to the journal's log into the journal's file, and waits for the disk in its stead. Each
   * round has only what was written during the one before, until the rest is so little that the writer can wait for it.
   *
   * @param least pages from which it is worth while
   * @param long pages in all of the log from which it is, however few of them wait: it is to be begun anew
   * @returns how many pages the log has, those that were brought into the file included
   */
  checkpoint(least: number, long: number): number {
    const [, pages, done] = this.#log.get()!;
    if (pages - done >= least || pages >= long) {
      for (let round = 0; round < CHECKPOINT_ROUNDS && this.#pending > LAST_PAGES; round++) {
        this.#journal.exec('PRAGMA wal_checkpoint(PASSIVE)');
      }
    }
    return this.#log.get()![1];
  }

  /** Brings the rest of the log into the file while the writer waits: it then writes the log from its beginning again. */
  beginLogAnew(): void {
    if (this.#pending <= LAST_PAGES) this.#journal.exec('PRAGMA wal_checkpoint(FULL)');
  }

  /** Tidies a part of the index some more, counted from 0. */
  compact(part: number): { parts: number; more: boolean } {
    return this.#use((index) => {
      const parts = index.parts(0, Number.MAX_SAFE_INTEGER);
      const some = parts[part];
      return { parts: parts.length, more: some ? index.tidy(some) : index.giveBack() > 0 };
    });
  }

  /** Gives the room of both files' logs back to the disk, unless a query is under way. */
  emptyLogs(): void {
    if (this.#queries > 0) return;
    this.#journal.emptyLog(WRITER_PATIENCE);
    this.#use((index) => index.emptyLog());
  }

  close(): void {
    this.#index.close();
    this.#journal.close();
  }

  /** Pages of the log that are not in the file yet. */
  get #pending(): number {
    const [, pages, done] = this.#log.get()!;
    return pages - done;
  }

  /** How many of the events that follow `after` fit on a page. */
  #fitting(after: number, { limit, maxLength }: PageBounds): number {
    for (let wanted = limit; ;) {
      const [count, bytes] = this.#measure.get(after, wanted)!;
      if (count <= 1 || bytes === null || bytes <= maxLength) return count;
      wanted = Math.max(1, Math.floor((count * maxLength) / bytes));
    }
  }

  /** Where matching events are, in the order wanted. Each place is read when it is asked for. */
  async *#sources(query: JournalQuery): AsyncGenerator<Iterable<Row>> {
    const run = this.#runOf(query);
    if (query.q === undefined && filtersOf(query).length === 0) {
      yield this.#scan(query, run);
      return;
    }
    const expression = matchExpression(query);
    if (expression === null) return;
    if (query.q !== undefined) await this.#catchUp();
    const parts = this.#use((index) => index.parts(run.after, run.before));
    const sources = [
      ...parts.map((part) => () => this.#find(query, run, part, expression)),
      ...(query.q === undefined ? this.#notIndexed(run).map((some) => () => this.#scan(query, some)) : []),
    ];
    if (query.order === 'newest') sources.reverse();
    let begun = performance.now();
    for (const source of sources) {
      yield source();
      if (performance.now() - begun < TURN) continue;
      await nextTurn();
      begun = performance.now();
    }
  }

  #runOf({ after = 0, before = Number.MAX_SAFE_INTEGER, since, until }: JournalQuery): Run {
    // The index may still know events that the journal let go of.
    const gone = (this.#ends.get()![0] ?? 1) - 1;
    return {
      after: Math.max(after, gone, since === undefined ? 0 : this.#arrivedBy(since - 1)),
      before: until === undefined ? before : Math.min(before, this.#arrivedBy(until) + 1),
    };
  }

  /**
   * The newest event that arrived at `time` or before. Events are numbered as they arrive, so that a search by halves
   * finds it in some twenty steps, and writing needs no other index.
   */
  #arrivedBy(time: number): number {
    const [oldest, head] = this.#ends.get()!;
    let [low, high] = [(oldest ?? 1) - 1, head ?? 0];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const arrived = this.#arrivalOf.get(middle)?.[0];
      if (arrived !== undefined && arrived <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Events of a part of the index. */
  *#find(query: JournalQuery, run: Run, part: IndexPart, expression: string): Generator<Row> {
    const range = { after: run.after, before: Math.min(run.before, part.last + 1) };
    const seqs = this.#use((index) =>
      // One more than wanted tells whether the page is the last one.
      index.match(part, expression, { ...range, order: query.order, limit: query.limit + 1 }),
    );
    for (const seq of seqs) {
      const text = this.#textOf.get(seq)?.[0];
      if (text !== undefined) yield [seq, text];
    }
  }

  /** Events compared with the filters one by one. */
  #scan(query: JournalQuery, { after, before }: Run): Iterable<Row> {
    const filters = filtersOf(query);
    const conditions = filters.map(([filter]) => `AND text ->> '${FILTERS[filter]}' = ?`).join(' ');
    const direction = query.order === 'newest' ? 'DESC' : 'ASC';
    return this.#journal
      .prepare<Row>(
        `SELECT seq, text FROM events WHERE seq > ? AND seq < ? ${conditions} ORDER BY seq ${direction}`,
      )
      .iterate(after, before, ...filters.map(([, value]) => value));
  }

  /** The events in a run that the index does not know yet, in small runs. */
  #notIndexed({ after, before }: Run): Run[] {
    const end = Math.min(before, (this.#ends.get()![1] ?? 0) + 1);
    const runs: Run[] = [];
    for (let from = Math.max(after, this.#upTo()); from + 1 < end; from += SCANNED_EVENTS) {
      runs.push({ after: from, before: Math.min(end, from + SCANNED_EVENTS + 1) });
    }
    return runs;
  }

  /** Indexes everything there is now. */
  async #catchUp(): Promise<void> {
    const head = this.#ends.get()![1] ?? 0;
    while (this.#upTo() < head) {
      this.index();
      await nextTurn();
    }
  }

  /** The newest `seq` indexed. */
  #upTo(): number {
    return this.#use((index) => index.indexed);
  }

  /**
   * Uses the index. A damaged one is begun anew, which loses nothing but time.
   *
   * @throws JournalError rather than JournalDamaged: the journal itself is sound
   */
  #use<T>(use: (index: SearchIndex) => T): T {
    try {
      return use(this.#index);
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      this.#index.close();
      this.#index = this.#openIndex(-1);
      throw new JournalError('The search index was damaged and is being made anew');
    }
  }
}
