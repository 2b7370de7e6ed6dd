import type { EventDraft } from '../../shared/events';
import type { Appended } from './journal/append-queue';
import type { JobControl } from './jobs/jobs';
import type { JournalQuery, Page, PageBounds, Retention, Utf8Page } from './journal/protocol';

/** What the way of an event needs of a journal: it numbers events and keeps them. */
export interface EventJournal {
  /** Names the numbering: a `seq` of another epoch means nothing here. */
  readonly epoch: string;
  /** The newest `seq`; 0 before the first. */
  readonly head: number;
  /** The lowest `seq` that is kept; head + 1 when none is. */
  readonly oldest: number;
  /** Size on disk, in bytes. */
  readonly size: number;
  /** Events that wait to be stored, and their size in bytes. */
  readonly pendingEvents: number;
  readonly pendingBytes: number;

  /**
   * Keeps events, all or none of them, and resolves once they are as safe as this journal makes them.
   *
   * @param data the JSON text of the `data` of the only event, without line breaks; it may stand as it was sent
   * @throws JournalError
   */
  append(drafts: readonly EventDraft[], data?: string): Promise<Appended[]>;
  /** The events that follow `after`, oldest first. */
  readAfter(after: number, bounds: PageBounds): Promise<Utf8Page>;
  query(query: JournalQuery): Promise<Page>;
  /**
   * Gives unused room back to the disk and tidies the search index, in small steps between which events are stored.
   *
   * @throws JournalError; the reason of `signal` when that is aborted
   */
  compact(control: JobControl): Promise<void>;
  /** From now on other bounds count, for a journal that has any. */
  retain(retention: Retention): Promise<void>;
  /** Resolves to what the user should know of how it ended: that it was damaged, and where it is kept; else to null. */
  close(): Promise<string | null>;
}
