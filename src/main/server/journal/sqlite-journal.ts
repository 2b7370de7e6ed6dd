import { open, type FileHandle } from 'node:fs/promises';
import type { EventDraft } from '../../../shared/events';
import type { JobControl } from '../jobs/jobs';
import type { Logger } from '../logger';
import { AppendQueue, type Appended } from './append-queue';
import { JournalDamaged, JournalError, toJournalError } from './errors';
import { searchFileOf, sizeOf } from './files';
import type {
  Batch,
  Committed,
  JournalQuery,
  Opened,
  Page,
  PageBounds,
  ReaderCalls,
  Retention,
  Utf8Page,
  WriterCalls,
} from './protocol';
import { JournalThread } from './thread';
import { Upkeep } from './upkeep';

export interface JournalOptions {
  /** Where the journal is, or is to be made. Its lock and its search index are beside it. */
  file: string;
  retention: Retention;
  logger: Logger;
  /** Called once, when damage is found while the journal is in use. Nothing more is stored until it is begun anew. */
  onDamaged?: (journal: SqliteJournal) => void;
}

/** From an event to its being indexed, in ms: many at a time cost much less than each by itself. */
const INDEX_DELAY = 250;
/** While events come in, indexing rests this many times as long as it works. */
const INDEX_REST = 4;
/** From an event to a look at the bounds of retention, in ms. */
const PRUNE_DELAY = 1000;
/** From an event to a look at the log it was written to, in ms. */
const CHECKPOINT_DELAY = 100;
/** Pages in that log from which they are brought into the journal's file: 4 MiB. */
const CHECKPOINT_PAGES = 500;
/** Pages in that log from which it is begun anew, for which the writer has to wait some ms: 24 MiB. */
const LONG_LOG = 3000;
/** From a failure in the background to the next attempt, in ms. */
const RETRY_DELAY = 30_000;
/** How often age is looked at when no events come, in ms. */
const PRUNE_INTERVAL = 10 * 60 * 1000;

/**
 * The durable journal. It numbers events 1, 2, 3 … without a gap and never gives a number twice, also over restarts and
 * when old events are gone. One thread writes, another one reads, so that nobody's sockets wait for the disk.
 */
export class SqliteJournal {
  readonly epoch: string;
  /** What the user should know about how the journal was opened: that it was damaged and begun anew; else null. */
  readonly notice: string | null;
  readonly #queue = new AppendQueue((batch) => this.#commit(batch));
  readonly #indexing = new Upkeep(() => this.#patiently(() => this.#index()), INDEX_DELAY);
  readonly #pruning = new Upkeep(() => this.#patiently(() => this.#prune()), PRUNE_DELAY);
  readonly #checkpointing = new Upkeep(
    () => this.#patiently(() => this.#checkpoint(CHECKPOINT_PAGES, LONG_LOG)),
    CHECKPOINT_DELAY,
  );
  readonly #interval = setInterval(() => this.#pruning.wake(), PRUNE_INTERVAL).unref();
  #head: number;
  #oldest: number;
  /** Something was let go of since the file was last made smaller. */
  #pruned = false;
  #damaged = false;
  #closed: Promise<string | null> | null = null;

  private constructor(
    readonly options: Readonly<JournalOptions>,
    private readonly writer: JournalThread<WriterCalls>,
    private readonly reader: JournalThread<ReaderCalls>,
    private readonly file: FileHandle,
    { epoch, head, oldest, notice }: Opened,
  ) {
    this.epoch = epoch;
    this.notice = notice;
    this.#head = head;
    this.#oldest = oldest;
    this.#indexing.wake();
    this.#pruning.wake();
  }

  /**
   * Opens the journal, making it where it is missing. A damaged one is set aside and a new one made; `notice` tells so.
   *
   * @throws JournalInUse when another process, or another journal in this one, writes it
   * @throws JournalUnwritable when its files cannot be made or written
   * @throws JournalFull
   * @throws JournalTooNew when a newer version wrote it; it is left as it is
   */
  static async open(options: JournalOptions): Promise<SqliteJournal> {
    const writer = new JournalThread<WriterCalls>('writer');
    const reader = new JournalThread<ReaderCalls>('reader');
    try {
      const opened = await writer.call('open', options.file, options.retention);
      if (opened.notice) options.logger.warn(opened.notice);
      try {
        await reader.call('open', options.file, opened, options.retention);
        return new SqliteJournal(options, writer, reader, await open(options.file, 'r+'), opened);
      } catch (error) {
        await writer.call('close', false);
        throw toJournalError(error);
      }
    } catch (error) {
      await Promise.all([writer.end(), reader.end()]);
      throw error;
    }
  }

  /** The newest `seq`; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  /** The lowest `seq` that is kept; head + 1 when none is. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Size on disk of events and search index, in bytes. */
  get size(): number {
    return sizeOf(this.options.file) + sizeOf(searchFileOf(this.options.file));
  }

  /** Events that wait to be stored. */
  get pendingEvents(): number {
    return this.#queue.events;
  }

  /** Size of those events as UTF-8. */
  get pendingBytes(): number {
    return this.#queue.bytes;
  }

  /**
   * Stores events, all or none of them. Once this resolves they outlive a kill of the process. What is appended while
   * the writer is at work becomes one transaction with what else waits.
   *
   * @param data the JSON text of the `data` of the only event, without line breaks; it may stand as it was sent
   * @throws JournalFull when the disk is full
   * @throws JournalDamaged, JournalError
   */
  append(drafts: readonly EventDraft[], data?: string): Promise<Appended[]> {
    if (this.#closed) return Promise.reject(new JournalError('The journal is closed'));
    return this.#queue.append(drafts, data);
  }

  /** The events that follow `after`, for catching up. */
  readAfter(after: number, bounds: PageBounds): Promise<Utf8Page> {
    return this.#watched(this.reader.call('readAfter', after, bounds));
  }

  /** A page of the events that match, also those appended just now. */
  query(query: JournalQuery): Promise<Page> {
    return this.#watched(this.reader.call('query', query));
  }

  /**
   * Gives unused room back to the disk and tidies the search index, in small steps between which events are stored.
   *
   * @throws JournalError; the reason of `signal` when that is aborted
   */
  async compact({ signal, progress }: JobControl): Promise<void> {
    await this.#checkpointAll();
    let free = await this.#watched(this.writer.call('compact'));
    const all = free;
    while (free > 0) {
      signal.throwIfAborted();
      free = await this.#watched(this.writer.call('compact'));
      progress(all - free, all * 2);
    }
    for (let part = 0, parts = 1; part <= parts;) {
      signal.throwIfAborted();
      const step = await this.#watched(this.reader.call('compact', part));
      parts = step.parts;
      if (!step.more) part++;
      progress(parts + part, parts * 2 + 1);
    }
    await this.#checkpointAll();
    await this.#watched(this.reader.call('emptyLogs'));
  }

  /** From now on other bounds count; what is beyond them goes at once. */
  async retain(retention: Retention): Promise<void> {
    await this.writer.call('retain', retention);
    this.#pruning.wake();
  }

  /**
   * Stores what waits and closes the files. A damaged journal is set aside; resolves to the words that say so, else to
   * null. Closing twice is fine.
   */
  close(): Promise<string | null> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<string | null> {
    let notice: string | null = null;
    clearInterval(this.#interval);
    await this.#queue.drained();
    await Promise.all([this.#indexing, this.#checkpointing, this.#pruning].map((upkeep) => upkeep.stop()));
    try {
      // The last connection to be closed writes the whole journal into its file, so that is the writer's.
      await this.reader.call('close');
      notice = await this.writer.call('close', this.#damaged);
      if (notice) this.options.logger.warn(notice);
    } catch (error) {
      this.options.logger.error({ reason: (error as Error).message }, 'the journal was not closed cleanly');
    }
    await Promise.all([this.writer.end(), this.reader.end()]);
    // Not before: to close any descriptor of a file lets go of all locks that the process has on it.
    await this.file.close();
    return notice;
  }

  async #commit(batch: Batch): Promise<Committed> {
    // What is acknowledged must not go with a file that is set aside.
    if (this.#damaged) throw new JournalDamaged('The journal is damaged');
    const committed = await this.#watched(this.writer.call('append', batch));
    this.#head = committed.first + batch.count - committed.duplicates.length - 1;
    this.#indexing.wake();
    this.#checkpointing.wake();
    this.#pruning.wake();
    return committed;
  }

  async #index(): Promise<number | null> {
    const [begun, head] = [performance.now(), this.#head];
    if (!(await this.#watched(this.reader.call('index')))) return null;
    return head === this.#head ? 0 : INDEX_REST * (performance.now() - begun);
  }

  async #prune(): Promise<number | null> {
    // The index lets go of events later than the journal, and what it still has of them must not cost others theirs.
    // One that cannot be read must not keep room from being made.
    const indexBytes = await this.#watched(this.reader.call('indexBytes', this.#oldest)).catch(() => 0);
    const { oldest, more } = await this.#watched(this.writer.call('prune', indexBytes));
    this.#oldest = oldest;
    if (more) {
      this.#pruned = true;
      return 0;
    }
    if (this.#pruned) {
      this.#pruned = false;
      // The index lets go of the same events, and the file becomes smaller once all of the log is in it.
      this.#indexing.wake();
      await this.#checkpointAll();
    }
    return null;
  }

  /** Brings all of the log into the file, so that what was let go of frees its room there. */
  #checkpointAll(): Promise<null> {
    return this.#checkpoint(0, 0);
  }

  /**
   * Brings the log of what was written into the file.
   *
   * @param least pages from which that is done
   * @param long pages from which the log is begun anew
   */
  async #checkpoint(least: number, long: number): Promise<null> {
    const pages = await this.#watched(this.reader.call('checkpoint', least, long));
    if (pages < long) return null;
    // What the disk has by now it need not be waited for while the writer is held up.
    await this.#watched(this.file.sync());
    await this.#watched(this.reader.call('beginLogAnew'));
    return null;
  }

  /** A step in the background, which nobody waits for: where it fails, it is tried again later. */
  async #patiently(step: () => Promise<number | null>): Promise<number | null> {
    try {
      return await step();
    } catch (error) {
      const { name, message } = error as Error;
      this.options.logger.warn({ kind: name, reason: message }, 'upkeep of the journal failed');
      return RETRY_DELAY;
    }
  }

  async #watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      const known = toJournalError(error);
      if (known instanceof JournalDamaged && !this.#damaged) {
        this.#damaged = true;
        this.options.onDamaged?.(this);
      }
      throw known;
    }
  }
}
