import type { EventJournal } from '../event-journal';
import type { RingBuffer, StoredEvent } from '../ring-buffer';
import { JsonText } from './packet-encoder';

/** Most events on a page, and bytes of them as UTF-8; one event always fits. */
const PAGE = { events: 500, bytes: 512 * 1024 } as const;
/** Pages from the journal that are kept for others who catch up from the same place. */
const KEPT_PAGES = 8;

/** A run of events as one JSON array. */
export interface EventPage {
  events: JsonText;
  bytes: number;
  count: number;
  /** `seq` of its last event; 0 where the journal gave none. */
  last: number;
}

/** Puts the texts of events, one or more, together as a page. */
export function pageOf(events: readonly StoredEvent[]): EventPage {
  const text = `[${events.map((event) => event.text).join()}]`;
  const bytes = events.reduce((sum, event) => sum + event.bytes, events.length + 1);
  return { events: new JsonText(text), bytes, count: events.length, last: events.at(-1)!.seq };
}

/** How many of the events, from the first on, fit on a page. */
export function fitting(events: readonly StoredEvent[], from: number): number {
  let bytes = 0;
  let end = from;
  for (; end < events.length && end - from < PAGE.events; end++) {
    bytes += events[end]!.bytes;
    if (bytes > PAGE.bytes && end > from) break;
  }
  return end - from;
}

/**
 * What follows a position, page by page: from memory what is there, else from the journal. After a restart many clients
 * come back at the same place, so pages end at round numbers, where their ways meet, and the journal is asked once.
 */
export class EventPages {
  readonly #kept = new Map<number, Promise<EventPage>>();

  constructor(
    private readonly buffer: RingBuffer,
    private readonly journal: EventJournal,
  ) {}

  /**
   * The events with `after` < seq ≤ `upTo`, as many as fit.
   *
   * @throws JournalError
   */
  read(after: number, upTo: number): Promise<EventPage> {
    const limit = Math.min(PAGE.events - (after % PAGE.events), upTo - after);
    if (after + 1 >= this.buffer.oldest && this.buffer.length > 0) {
      const events = this.buffer.after(after, limit);
      return Promise.resolve(pageOf(events.slice(0, fitting(events, 0))));
    }
    if ((after + limit) % PAGE.events === 0) return this.#shared(after, limit);
    return this.#fromJournal(after, limit);
  }

  #shared(after: number, limit: number): Promise<EventPage> {
    const known = this.#kept.get(after);
    if (known) return known;
    const page = this.#fromJournal(after, limit);
    this.#kept.set(after, page);
    page.catch(() => this.#kept.delete(after));
    if (this.#kept.size > KEPT_PAGES) this.#kept.delete(this.#kept.keys().next().value!);
    return page;
  }

  async #fromJournal(after: number, limit: number): Promise<EventPage> {
    const { events, count, last } = await this.journal.readAfter(after, { limit, maxLength: PAGE.bytes });
    return { events: new JsonText(events), bytes: events.byteLength, count, last };
  }
}
