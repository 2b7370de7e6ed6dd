import type { Database, Statement } from './database';
import { JournalDamaged } from './errors';
import { setAside } from './files';
import { lockJournal, openJournal } from './open';
import {
  numbered,
  rowsOf,
  type Batch,
  type Committed,
  type Opened,
  type Retention,
  type Row,
} from './protocol';
import { Pruner } from './retention';
import { epochOf } from './schema';

/** Rows that one statement inserts: much of an insert's cost is the call. */
const ROWS = 50;

/** Owns a journal's file: numbers events, stores them, and lets old ones go. */
export class Writer {
  readonly opened: Opened;
  readonly #lock: Database;
  readonly #db: Database;
  readonly #pruner: Pruner;
  readonly #insertRows: Statement<[]>;
  readonly #insertRow: Statement<[]>;
  readonly #deleteAfter: Statement<[]>;
  readonly #seqOf: Statement<[number]>;
  #head: number;
  #damaged = false;

  /**
   * @throws JournalInUse, JournalUnwritable, JournalTooNew
   */
  constructor(
    private readonly file: string,
    retention: Retention,
  ) {
    this.#lock = lockJournal(file);
    try {
      const { db, notice } = openJournal(file);
      this.#db = db;
      this.#pruner = new Pruner(db, retention);
      const row = '(?, ?, ?, ?)';
      const unlessKnown = 'ON CONFLICT (id) DO NOTHING';
      this.#insertRow = db.prepare(`INSERT INTO events VALUES ${row} ${unlessKnown}`);
      this.#insertRows = db.prepare(
        `INSERT INTO events VALUES ${Array(ROWS).fill(row).join()} ${unlessKnown}`,
      );
      this.#deleteAfter = db.prepare('DELETE FROM events WHERE seq > ?');
      this.#seqOf = db.prepare('SELECT seq FROM events WHERE id = ?');
      this.#head = headOf(db);
      this.opened = { epoch: epochOf(db), head: this.#head, oldest: this.#pruner.oldest(this.#head), notice };
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  /**
   * Stores a batch in one transaction.
   *
   * @throws JournalFull, JournalError; nothing of the batch is stored then
   */
  append(batch: Batch): Committed {
    const rows = rowsOf(batch);
    const duplicates: Committed['duplicates'] = [];
    const first = this.#head + 1;
    this.#head = this.#watched(() =>
      this.#db.transaction(() => {
        let head = this.#head;
        for (let start = 0; start < rows.length; start += ROWS) {
          const some = rows.slice(start, start + ROWS);
          head = this.#insertAtOnce(some, head) ?? this.#insertEach(some, head, duplicates);
        }
        return head;
      }),
    );
    return { first, duplicates };
  }

  /** From now on other bounds count. */
  retain(retention: Retention): void {
    this.#pruner.retention = retention;
  }

  /** One small step of retention. */
  prune(indexBytes: number): { oldest: number; more: boolean } {
    return this.#watched(() => this.#pruner.step(this.#head, indexBytes));
  }

  /** Gives some unused pages back to the disk; returns how many are left. */
  compact(): number {
    return this.#watched(() => this.#pruner.giveBack());
  }

  /**
   * Sets the file aside where it, or a reader, found it damaged, and returns the words that say so; else brings all of
   * the log into it.
   */
  close(damaged: boolean): string | null {
    let notice: string | null = null;
    this.#damaged ||= damaged;
    try {
      // The last connection would do so when it is closed, but one that somebody else holds may stay.
      if (!this.#damaged) this.#watched(() => this.#db.emptyLog(0));
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
    } finally {
      this.#db.close();
      if (this.#damaged) notice = setAside(this.file);
      this.#lock.close();
    }
    return notice;
  }

  /** Returns the new head; undefined when some of the rows are no news, and none has been inserted. */
  #insertAtOnce(rows: Row[], head: number): number | undefined {
    if (rows.length < ROWS) return undefined;
    const values = rows.flatMap(({ key, time, body }, offset) => {
      const seq = head + 1 + offset;
      return [seq, key, time, numbered(body, seq)];
    });
    if (this.#insertRows.run(...values) === ROWS) return head + ROWS;
    this.#deleteAfter.run(head);
    return undefined;
  }

  #insertEach(rows: Row[], head: number, duplicates: Committed['duplicates']): number {
    for (const { index, key, time, body } of rows) {
      const seq = head + 1;
      if (this.#insertRow.run(seq, key, time, numbered(body, seq)) === 1) head = seq;
      else duplicates.push([index, this.#seqOf.get(key)![0]]);
    }
    return head;
  }

  #watched<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof JournalDamaged) this.#damaged = true;
      throw error;
    }
  }
}

function headOf(db: Database): number {
  const kept = db.value<number>("SELECT value FROM meta WHERE key = 'head'");
  return Math.max(kept, db.value<number | null>('SELECT max(seq) FROM events') ?? 0);
}
