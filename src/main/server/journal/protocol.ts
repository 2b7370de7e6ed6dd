import type { EventDraft, Outcome } from '../../../shared/events';

/** Events of one transaction. One text is by far the cheapest thing to hand from one thread to another. */
export interface Batch {
  count: number;
  /** A line each for an event's id as JSON, its `received_at` (ms since the epoch), and itself without its `seq`. */
  lines: string;
}

const LINES = 3;

/** The lines for an event. JSON has no line breaks in it. */
export function linesOf({ id, received_at }: EventDraft, body: string): string {
  return `${JSON.stringify(id)}\n${received_at}\n${body}`;
}

/** An event of a batch. */
export interface Row {
  index: number;
  /** Its id as JSON. */
  key: string;
  time: number;
  body: string;
}

export function rowsOf({ count, lines }: Batch): Row[] {
  const all = lines.split('\n');
  return Array.from({ length: count }, (_, index) => {
    const at = index * LINES;
    return { index, key: all[at]!, time: Number(all[at + 1]), body: all[at + 2]! };
  });
}

/** An event's text: its body with `seq` in front. */
export function numbered(body: string, seq: number): string {
  return `{"seq":${seq},${body.slice(1)}`;
}

/** What became of a batch: `first` is the `seq` of the first new event, and the others follow without a gap. */
export interface Committed {
  first: number;
  /** Index in the batch and `seq` of each event whose `id` was there before. */
  duplicates: [index: number, seq: number][];
}

/** How long events are kept. Whatever bound is reached first counts; null is none. */
export interface Retention {
  days: number | null;
  /** Size on disk of events and search index. */
  bytes: number | null;
  events: number | null;
}

export interface Opened {
  epoch: string;
  head: number;
  oldest: number;
  notice: string | null;
}

/** A run of events in order of `seq`. */
export interface Page {
  /** The events as the text of one JSON array. */
  events: string;
  count: number;
  /** Lowest and highest `seq` on the page; 0 when it is empty. */
  first: number;
  last: number;
  /** There are more events behind the page's end. */
  more: boolean;
}

/** A page whose events are that text as UTF-8, as clients are sent it. To make a string of it takes three times as long. */
export interface Utf8Page extends Omit<Page, 'events'> {
  events: Uint8Array;
}

export interface PageBounds {
  /** Most events on a page. */
  limit: number;
  /** Longest text of a page, in bytes as UTF-8; one event always fits. */
  maxLength: number;
}

/** What a page of history may be asked for. Each filter narrows what the others leave. */
export interface JournalQuery extends PageBounds {
  after?: number | undefined;
  before?: number | undefined;
  /** Which end the page is taken from. Its events are in order of `seq` in any case. */
  order: 'oldest' | 'newest';
  session?: string | undefined;
  agent?: string | undefined;
  type?: string | undefined;
  tool?: string | undefined;
  outcome?: Outcome | undefined;
  /** Nothing that arrived before, and nothing that arrived after, in ms since the epoch. */
  since?: number | undefined;
  until?: number | undefined;
  /** Words that must all occur; the last one may be the beginning of a word. */
  q?: string | undefined;
}

/** What the thread that writes can be asked. */
export interface WriterCalls {
  open(file: string, retention: Retention): Opened;
  append(batch: Batch): Committed;
  /** From now on other bounds count. */
  retain(retention: Retention): void;
  /** One small step of retention, knowing the size of the kept events' search index. `oldest` is the lowest `seq` kept. */
  prune(indexBytes: number): { oldest: number; more: boolean };
  /** Gives some unused pages back to the disk; returns how many are left. */
  compact(): number;
  /**
   * @param damaged a reader found the file damaged
   * @returns where a damaged one is kept, in words; else null
   */
  close(damaged: boolean): string | null;
}

/** What the thread that reads and searches can be asked. */
export interface ReaderCalls {
  open(file: string, opened: Opened, retention: Retention): void;
  readAfter(after: number, bounds: PageBounds): Utf8Page;
  query(query: JournalQuery): Promise<Page>;
  /** Indexes some more events for search; true while there is more to do. */
  index(): boolean;
  /** Size of the search index of the events from `oldest` on. */
  indexBytes(oldest: number): number;
  /** Tidies a part of the index some more, counted from 0; `parts` tells how many there are. */
  compact(part: number): { parts: number; more: boolean };
  /** Brings the log of what was written into the journal's file, if enough of it waits or it is long; returns its pages. */
  checkpoint(least: number, long: number): number;
  /** Lets the writer begin its log anew, where little of it is left to be brought into the file. */
  beginLogAnew(): void;
  /** Gives the room that the logs take back to the disk, unless a query is under way. */
  emptyLogs(): void;
  close(): void;
}
