import { DatabaseSync } from '@photostructure/sqlite';
import { toJournalError } from './errors';

type Value = string | number | Uint8Array | null;
type Native = InstanceType<typeof DatabaseSync>;
type NativeStatement = ReturnType<Native['prepare']>;

/** Waiting for a lock that another connection holds until the disk has answered it, in ms. */
const PATIENCE = 30_000;

/**
 * A connection to an SQLite file.
 *
 * @throws JournalError from every method, of the class that tells what went wrong
 */
export class Database {
  readonly #native: Native;
  readonly #begin: Statement<[]>;
  readonly #commit: Statement<[]>;

  constructor(file: string, { readOnly = false } = {}) {
    const options = { readOnly, returnArrays: true, timeout: PATIENCE };
    this.#native = translated(() => new DatabaseSync(file, options));
    this.#begin = this.prepare('BEGIN IMMEDIATE');
    this.#commit = this.prepare('COMMIT');
  }

  /** Runs statements that answer nothing. */
  exec(sql: string): void {
    translated(() => this.#native.exec(sql));
  }

  /** A statement to run many times. Its rows are arrays. */
  prepare<Row extends Value[] = []>(sql: string): Statement<Row> {
    return new Statement(
      this.#native,
      translated(() => this.#native.prepare(sql)),
    );
  }

  /** The first value that a statement answers with. */
  value<T extends Value>(sql: string): T {
    return this.prepare<[T]>(sql).get()![0];
  }

  /** Runs `action` in a transaction, of which nothing stays when it throws. */
  transaction<T>(action: () => T): T {
    this.#begin.run();
    try {
      const result = action();
      this.#commit.run();
      return result;
    } catch (error) {
      // SQLite rolls back by itself after some errors, such as a full disk.
      if (this.#native.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * Brings the log into the file and makes it empty, unless somebody reads from it for longer.
   *
   * @param patience how long others are waited for, in ms
   */
  emptyLog(patience: number): void {
    try {
      this.exec(`PRAGMA busy_timeout = ${patience}; PRAGMA wal_checkpoint(TRUNCATE)`);
    } finally {
      this.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    }
  }

  close(): void {
    // A connection stays as long as statements of it are there, and with it the locks of a transaction under way.
    if (this.#native.isTransaction) this.exec('ROLLBACK');
    translated(() => this.#native.close());
  }
}

/** A prepared statement. */
export class Statement<Row extends Value[]> {
  constructor(
    // Kept because the binding lets a connection be collected while its statements are still in use.
    protected readonly connection: Native,
    private readonly native: NativeStatement,
  ) {}

  /** Returns the number of rows changed. */
  run(...values: Value[]): number {
    return translated(() => this.native.run(...values).changes);
  }

  get(...values: Value[]): Row | undefined {
    return translated(() => this.native.get(...values) as Row | undefined);
  }

  all(...values: Value[]): Row[] {
    return translated(() => this.native.all(...values) as Row[]);
  }

  /** Rows one by one. Leaving the loop early is fine. */
  *iterate(...values: Value[]): Generator<Row, void, undefined> {
    try {
      yield* this.native.iterate(...values) as IterableIterator<Row>;
    } catch (error) {
      throw toJournalError(error);
    }
  }
}

function translated<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toJournalError(error);
  }
}
