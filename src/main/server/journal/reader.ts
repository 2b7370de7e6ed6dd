import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MonitorEvent } from '../../../shared/events';
import { Database, type Statement } from './database';
import { JournalDamaged, JournalError } from './errors';
import { searchFileOf } from './files';
import { PageBuilder } from './page';
import type { JournalQuery, Opened, Page, PageBounds, Retention } from './protocol';
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
/** Pages written to the journal's log from which they are brought into its file: some MiB. */
const CHECKPOINT_PAGES = 500;
/** Text in a part of the index where nothing bounds the journal, in UTF-16 units. */
const PART_LENGTH = 32 * 1024 * 1024;

/** Reads, searches and indexes a journal that another thread writes. */
export class Reader {
  readonly #journal: Database;
  readonly #follow: Statement<Row>;
  readonly #textOf: Statement<[string]>;
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
    this.#textOf = this.#journal.prepare('SELECT text FROM events WHERE seq = ?');
    this.#ends = this.#journal.prepare('SELECT min(seq), max(seq) FROM events');
    this.#log = this.#journal.prepare('PRAGMA wal_checkpoint(NOOP)');
    // A part goes as a whole, so it is made a small share of what may be kept.
    const partLength = Math.min(PART_LENGTH, (retention.bytes ?? Infinity) / 32);
    this.#openIndex = (head) => SearchIndex.open(searchFileOf(file), epoch, head, partLength);
    this.#index = this.#openIndex(head);
  }

  /** The events that follow `after`. */
  readAfter(after: number, bounds: PageBounds): Page {
    const page = new PageBuilder(bounds);
    for (const [seq, text] of this.#follow.iterate(after, bounds.limit + 1)) if (!page.add(seq, text)) break;
    return page.finish('oldest');
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

  /** Indexes some more events, and forgets those that are gone. When there are none, spares the writer some work. */
  index(): { bytes: number; more: boolean } {
    const indexed = this.#indexMore();
    if (!indexed.more) this.#checkpoint();
    return indexed;
  }

  close(): void {
    this.#index.close();
    this.#journal.close();
  }

  #indexMore(): { bytes: number; more: boolean } {
    const [oldest, head] = this.#ends.get()!;
    if (this.#queries === 0) this.#indexed((index) => index.dropBefore(oldest ?? Infinity));
    const events: MonitorEvent[] = [];
    let length = 0;
    for (const [, text] of this.#follow.iterate(this.#index.indexed, CHUNK_EVENTS)) {
      if ((length += text.length) > CHUNK_LENGTH && events.length > 0) break;
      events.push(JSON.parse(text) as MonitorEvent);
    }
    return this.#indexed((index) => {
      index.add(events);
      return { bytes: index.bytes, more: index.indexed < (head ?? 0) };
    });
  }

  // The writer would do this by itself at some commit, and everybody would wait for the disk.
  #checkpoint(): void {
    const [, pages, done] = this.#log.get()!;
    if (pages - done > CHECKPOINT_PAGES) this.#journal.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** Where matching events are, in the order wanted. Each place is read when it is asked for. */
  async *#sources(query: JournalQuery): AsyncGenerator<Iterable<Row>> {
    const run: Run = { after: query.after ?? 0, before: query.before ?? Number.MAX_SAFE_INTEGER };
    if (query.q === undefined && filtersOf(query).length === 0) {
      yield this.#scan(query, run);
      return;
    }
    const expression = matchExpression(query);
    if (expression === null) return;
    if (query.q !== undefined) await this.#catchUp();
    const sources = [
      ...this.#index
        .parts(run.after, run.before)
        .map((part) => () => this.#find(query, run, part, expression)),
      ...(query.q === undefined ? this.#notIndexed(run).map((some) => () => this.#scan(query, some)) : []),
    ];
    if (query.order === 'newest') sources.reverse();
    for (const source of sources) {
      yield source();
      await nextTurn();
    }
  }

  /** Events of a part of the index. */
  *#find(query: JournalQuery, run: Run, part: IndexPart, expression: string): Generator<Row> {
    const range = { after: run.after, before: Math.min(run.before, part.last + 1) };
    const seqs = this.#indexed((index) =>
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
    for (let from = Math.max(after, this.#index.indexed); from + 1 < end; from += SCANNED_EVENTS) {
      runs.push({ after: from, before: Math.min(end, from + SCANNED_EVENTS + 1) });
    }
    return runs;
  }

  /** Indexes everything there is now. */
  async #catchUp(): Promise<void> {
    const head = this.#ends.get()![1] ?? 0;
    while (this.#index.indexed < head) {
      this.#indexMore();
      await nextTurn();
    }
  }

  /** Uses the index. A damaged one is begun anew, which loses nothing but time. */
  #indexed<T>(use: (index: SearchIndex) => T): T {
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
