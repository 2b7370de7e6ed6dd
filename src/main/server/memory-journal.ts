import { uuidV7 } from './uuid-v7';
import type { EventDraft, MonitorEvent } from '../../shared/events';
import type { EventJournal } from './event-journal';
import type { Appended } from './journal/append-queue';
import { PageBuilder } from './journal/page';
import type { JournalQuery, Page, PageBounds, Utf8Page } from './journal/protocol';
import { RingBuffer, storedEvent, type StoredEvent } from './ring-buffer';

/** A journal that ends with the process: for tests, and for a home that cannot be written. */
export class MemoryJournal implements EventJournal {
  readonly epoch = uuidV7();
  readonly size = 0;
  readonly pendingEvents = 0;
  readonly pendingBytes = 0;
  readonly #events: RingBuffer;
  #head = 0;

  constructor(maxEvents = 50_000, maxBytes = 64 * 1024 * 1024) {
    this.#events = new RingBuffer(maxEvents, maxBytes);
  }

  get head(): number {
    return this.#head;
  }

  get oldest(): number {
    return this.#events.oldest || this.#head + 1;
  }

  append(drafts: readonly EventDraft[]): Promise<Appended[]> {
    return Promise.resolve(drafts.map((draft) => this.#keep(draft)));
  }

  readAfter(after: number, bounds: PageBounds): Promise<Utf8Page> {
    const page = pageOf(this.#events.after(after, Infinity), bounds, 'oldest', () => true);
    return Promise.resolve({ ...page, events: Buffer.from(page.events) });
  }

  query(query: JournalQuery): Promise<Page> {
    const { order, after = 0 } = query;
    const events = order === 'oldest' ? this.#events.after(after, Infinity) : this.#events.newestFirst();
    return Promise.resolve(pageOf(events, query, order, (stored) => matches(stored, query)));
  }

  compact(): Promise<void> {
    return Promise.resolve();
  }

  /** Its only bounds are those of the buffer. */
  retain(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<null> {
    return Promise.resolve(null);
  }

  #keep(draft: EventDraft): Appended {
    const known = this.#events.seqOf(draft.id);
    if (known !== undefined) return { seq: known, duplicate: true };
    const stored = storedEvent({ seq: ++this.#head, ...draft });
    this.#events.push(stored);
    return { seq: this.#head, duplicate: false, text: stored.text, bytes: stored.bytes };
  }
}

function pageOf(
  events: Iterable<StoredEvent>,
  bounds: PageBounds,
  order: 'oldest' | 'newest',
  wanted: (stored: StoredEvent) => boolean,
): Page {
  const page = new PageBuilder(bounds);
  for (const stored of events) {
    if (wanted(stored) && !page.add(stored.seq, stored.text)) break;
  }
  return page.finish(order);
}

function matches({ text }: StoredEvent, query: JournalQuery): boolean {
  const event = JSON.parse(text) as MonitorEvent;
  return (
    (query.after === undefined || event.seq > query.after) &&
    (query.before === undefined || event.seq < query.before) &&
    (query.session === undefined || event.session_id === query.session) &&
    (query.agent === undefined || event.agent_id === query.agent) &&
    (query.type === undefined || event.type === query.type) &&
    (query.tool === undefined || event.tool === query.tool) &&
    (query.outcome === undefined || event.outcome === query.outcome) &&
    (query.since === undefined || event.received_at >= query.since) &&
    (query.until === undefined || event.received_at <= query.until) &&
    (query.q === undefined || text.toLowerCase().includes(query.q.toLowerCase()))
  );
}
