import { CautiousClock } from './cautious-clock';
import type { Database } from './database';
import type { Retention } from './protocol';

const DAY = 24 * 60 * 60 * 1000;
/** Most events and bytes that one step deletes: a few ms. */
const STEP_EVENTS = 500;
const STEP_BYTES = 2 * 1024 * 1024;
/** Most pages that one step gives back to the disk. */
const STEP_PAGES = 64;
/** Pages left free for events to come. A journal at its bound writes into these, and its file is left in peace. */
const SPARE_PAGES = 256;

/** Deletes the oldest events beyond the bounds, and gives their room back to the disk, in small steps. */
export class Pruner {
  readonly #oldest;
  readonly #sizes;
  readonly #arrivals;
  readonly #delete;
  readonly #keepHead;
  readonly #pageCount;
  readonly #freePages;
  readonly #pageSize: number;
  readonly #clock: CautiousClock;

  constructor(
    private readonly db: Database,
    public retention: Retention,
  ) {
    this.#oldest = db.prepare<[number | null]>('SELECT min(seq) FROM events');
    this.#sizes = db.prepare<[number, number]>(
      `SELECT seq, octet_length(text) FROM events ORDER BY seq LIMIT ${STEP_EVENTS}`,
    );
    this.#arrivals = db.prepare<[number, number]>(
      `SELECT seq, received_at FROM events ORDER BY seq LIMIT ${STEP_EVENTS}`,
    );
    this.#delete = db.prepare('DELETE FROM events WHERE seq <= ?');
    this.#keepHead = db.prepare("UPDATE meta SET value = ? WHERE key = 'head'");
    this.#pageCount = db.prepare<[number]>('PRAGMA page_count');
    this.#freePages = db.prepare<[number]>('PRAGMA freelist_count');
    this.#pageSize = db.value<number>('PRAGMA page_size');
    const newest = db.prepare<[number]>('SELECT received_at FROM events ORDER BY seq DESC LIMIT 1').get();
    this.#clock = new CautiousClock(newest?.[0] ?? Date.now());
  }

  /** The lowest `seq` kept, or the next one to come when nothing is kept. */
  oldest(head: number): number {
    return this.#oldest.get()?.[0] ?? head + 1;
  }

  /**
   * One step. `more` tells that another one has something to do.
   *
   * @param head the newest `seq` given out
   * @param otherBytes what the bound on bytes covers besides the events
   */
  step(head: number, otherBytes: number): { oldest: number; more: boolean } {
    const expired = this.#expired(head, otherBytes);
    if (expired >= this.oldest(head)) {
      const upTo = Math.min(expired, this.#endOfStep());
      this.db.transaction(() => {
        this.#delete.run(upTo);
        // The numbering goes on from here, also when no event is left to tell.
        this.#keepHead.run(head);
      });
      return { oldest: this.oldest(head), more: true };
    }
    return { oldest: this.oldest(head), more: this.#giveBackSpare() };
  }

  /** The newest event that may go. */
  #expired(head: number, otherBytes: number): number {
    const { days, bytes, events } = this.retention;
    return Math.max(
      events === null ? 0 : head - events,
      days === null ? 0 : this.#expiredByAge(days),
      bytes !== null && this.#usedBytes() + otherBytes > bytes ? head - 1 : 0,
    );
  }

  /** The last of the oldest events that are all older than that. */
  #expiredByAge(days: number): number {
    const now = this.#clock.now();
    let last = 0;
    for (const [seq, arrived] of this.#arrivals.iterate()) {
      if (arrived < now - days * DAY) last = seq;
      // A clock that was ahead gave an event a time to come, which must not keep all that follow it.
      else if (arrived <= now) break;
    }
    return last;
  }

  /** The last event that one step may delete. */
  #endOfStep(): number {
    let end = 0;
    let bytes = 0;
    for (const [seq, size] of this.#sizes.iterate()) {
      if (end > 0 && bytes + size > STEP_BYTES) break;
      end = seq;
      bytes += size;
    }
    return end;
  }

  #usedBytes(): number {
    return (this.#pageCount.get()![0] - this.#freePages.get()![0]) * this.#pageSize;
  }

  /** Gives some unused pages back to the disk; returns how many are left. */
  giveBack(): number {
    this.db.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
    return this.#freePages.get()![0];
  }

  #giveBackSpare(): boolean {
    if (this.#freePages.get()![0] <= SPARE_PAGES) return false;
    this.giveBack();
    return true;
  }
}
