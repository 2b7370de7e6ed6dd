import type { MonitorEvent } from '../../../shared/events';
import { Database } from './database';
import { JournalDamaged } from './errors';
import { makePrivate, removeDatabase } from './files';
import { filterTokens, searchedText } from './search-text';

/** Of the index's own layout. An index of another version is begun anew. */
const VERSION = 2;
/** Pages left free for events to come, and how many beyond them are given back to the disk at a time. */
const SPARE_PAGES = 512;
const STEP_PAGES = 256;
/** Pages of a part that are written in one go when it is tidied. */
const MERGED_PAGES = 200;

/** A run of events that is indexed by itself. */
export interface IndexPart {
  table: string;
  first: number;
  last: number;
}

/** Which events of a part are wanted: those with after < seq < before, from one end, at most `limit`. */
export interface Range {
  after: number;
  before: number;
  order: 'oldest' | 'newest';
  limit: number;
}

/**
 * A full-text index over a journal, in a file of its own, which can be deleted at any time: the journal has everything
 * in it. It consists of parts, each over a run of events. So a search for the newest events reads the newest part alone,
 * and to let old events go is to drop a part.
 */
export class SearchIndex {
  readonly #db: Database;

  private constructor(
    file: string,
    private readonly partLength: number,
  ) {
    makePrivate(file);
    this.#db = new Database(file);
    this.#db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    this.#db.exec('PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -16384');
  }

  /**
   * Opens the index of the journal that `epoch` names. Begins a new one where it is missing, damaged, of another
   * journal, or knows events that the journal lost in a power cut.
   *
   * @param head the journal's newest `seq`
   * @param partLength UTF-16 units of text in a part, about
   */
  static open(file: string, epoch: string, head: number, partLength: number): SearchIndex {
    try {
      const index = new SearchIndex(file, partLength);
      if (index.#isOf(epoch, head)) return index;
      index.close();
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
    }
    removeDatabase(file);
    const index = new SearchIndex(file, partLength);
    index.#begin(epoch);
    return index;
  }

  /** The newest `seq` indexed. */
  get indexed(): number {
    return this.#db.value<number>('SELECT indexed FROM state');
  }

  /** Room that the events from `oldest` on take in the file, in bytes, about: a part only goes as a whole, and later. */
  bytesFrom(oldest: number): number {
    const pages =
      this.#db.value<number>('PRAGMA page_count') - this.#db.value<number>('PRAGMA freelist_count');
    const share = this.#db
      .prepare<[number | null]>(
        'SELECT sum(length * min(1, max(0, (last + 1.0 - ?) / (last + 1 - first)))) / sum(length) FROM parts',
      )
      .get(oldest)![0];
    return pages * this.#db.value<number>('PRAGMA page_size') * (share ?? 0);
  }

  /** The parts that hold events with after < seq < before, oldest first. */
  parts(after: number, before: number): IndexPart[] {
    return this.#db
      .prepare<[number, number, number]>(
        'SELECT id, first, last FROM parts WHERE last > ? AND first < ? ORDER BY id',
      )
      .all(after, before)
      .map(([id, first, last]) => ({ table: tableOf(id), first, last }));
  }

  /** The `seq`s of a part's events that match an FTS5 expression. */
  match({ table }: IndexPart, expression: string, { after, before, order, limit }: Range): number[] {
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    return this.#db
      .prepare<[number]>(
        `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid > ? AND rowid < ?
         ORDER BY rowid ${direction} LIMIT ?`,
      )
      .all(expression, after, before, limit)
      .map(([seq]) => seq);
  }

  /** Indexes events that follow those indexed. */
  add(events: MonitorEvent[]): void {
    const [first, last] = [events[0]?.seq, events.at(-1)?.seq];
    if (first === undefined || last === undefined) return;
    this.#db.transaction(() => {
      const part = this.#partFor(first);
      const insert = this.#db.prepare(`INSERT INTO ${tableOf(part)} (rowid, names, texts) VALUES (?, ?, ?)`);
      let length = 0;
      for (const event of events) {
        const text = searchedText(event);
        insert.run(event.seq, filterTokens(event), text);
        length += text.length;
      }
      this.#db.prepare('UPDATE parts SET last = ?, length = length + ? WHERE id = ?').run(last, length, part);
      this.#db.prepare('UPDATE state SET indexed = ?').run(last);
    });
  }

  /** Drops the parts that hold only events before `oldest`, and gives room back to the disk in small steps. */
  dropBefore(oldest: number): void {
    for (const [id] of this.#db.prepare<[number]>('SELECT id FROM parts WHERE last < ?').all(oldest)) {
      this.#db.transaction(() => {
        this.#db.exec(`DROP TABLE ${tableOf(id)}; DELETE FROM parts WHERE id = ${id}`);
      });
    }
    if (this.#db.value<number>('PRAGMA freelist_count') > SPARE_PAGES) this.giveBack();
  }

  /** Gives some unused pages back to the disk; returns how many are left. */
  giveBack(): number {
    this.#db.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
    return this.#db.value<number>('PRAGMA freelist_count');
  }

  /** Brings all of its log into the file, and gives the log's room back. */
  emptyLog(): void {
    this.#db.emptyLog(0);
  }

  /** Brings the pieces of which a part consists together, some more of them; true while there is more to do. */
  tidy({ table }: IndexPart): boolean {
    const before = this.#db.value<number>('SELECT total_changes()');
    this.#db
      .prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`)
      // Below zero, FTS5 begins to make one piece of all; the same again goes on with it.
      .run(-MERGED_PAGES);
    return this.#db.value<number>('SELECT total_changes()') - before >= 2;
  }

  close(): void {
    this.#db.close();
  }

  #isOf(epoch: string, head: number): boolean {
    if (this.#db.value<number>('PRAGMA user_version') !== VERSION) return false;
    return this.#db.value<string>('SELECT epoch FROM state') === epoch && this.indexed <= head;
  }

  #begin(epoch: string): void {
    this.#db.transaction(() => {
      this.#db.exec(`
        CREATE TABLE state (epoch TEXT NOT NULL, indexed INTEGER NOT NULL);
        CREATE TABLE parts (id INTEGER PRIMARY KEY, first INTEGER, last INTEGER, length INTEGER);
        PRAGMA user_version = ${VERSION};
      `);
      this.#db.prepare('INSERT INTO state VALUES (?, 0)').run(epoch);
    });
  }

  /** The id of the part that takes the events from `first` on: the newest one, or another when that is full. */
  #partFor(first: number): number {
    const newest = this.#db
      .prepare<[number, number]>('SELECT id, length FROM parts ORDER BY id DESC LIMIT 1')
      .get();
    if (newest && newest[1] < this.partLength) return newest[0];
    const id = (newest?.[0] ?? 0) + 1;
    // The texts themselves stay in the journal alone.
    this.#db.exec(
      `CREATE VIRTUAL TABLE ${tableOf(id)} USING fts5(names, texts, content = '', columnsize = 0)`,
    );
    this.#db.prepare('INSERT INTO parts VALUES (?, ?, ?, 0)').run(id, first, first);
    return id;
  }
}

function tableOf(id: number): string {
  return `part_${id}`;
}
