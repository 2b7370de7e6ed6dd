import type { MonitorEvent } from '../../shared/events';

/** An event's one serialisation, which serves buffer, pages and all clients, and what is needed to send it on. */
export interface StoredEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly text: string;
  /** Size of `text` as UTF-8. */
  readonly bytes: number;
}

export function storedEvent(event: MonitorEvent): StoredEvent {
  const { seq, id, type } = event;
  const text = JSON.stringify(event);
  return { seq, id, type, text, bytes: Buffer.byteLength(text) };
}

/**
 * The newest events, bounded in count and in bytes of their texts. Their `seq`s follow each other without a gap, so that
 * finding one is arithmetic.
 */
export class RingBuffer {
  /** Slots before `#first` are free; they are cut off in one go when they outnumber the rest. */
  #slots: (StoredEvent | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  /** The newer ids, and those before them: the older half is let go of at once, which costs less than one by one. */
  #ids = new Map<string, number>();
  #olderIds = new Map<string, number>();

  constructor(
    readonly maxEvents: number,
    readonly maxBytes: number,
  ) {}

  get length(): number {
    return this.#slots.length - this.#first;
  }

  /** Size of all texts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `seq` of the oldest event held; 0 when empty. */
  get oldest(): number {
    return this.#slots[this.#first]?.seq ?? 0;
  }

  /** `seq` of the newest event held; 0 when empty. */
  get newest(): number {
    return this.#slots.at(-1)?.seq ?? 0;
  }

  /** Takes the next event and lets go of as many old ones as the bounds ask for; returns their number. */
  push(stored: StoredEvent): number {
    this.#slots.push(stored);
    this.#bytes += stored.bytes;
    this.#ids.set(stored.id, stored.seq);
    let evicted = 0;
    while (this.length > this.maxEvents || (this.#bytes > this.maxBytes && this.length > 1)) {
      this.#dropOldest();
      evicted++;
    }
    if (evicted > 0 && this.#ids.size >= this.length) this.#letGoOfIds();
    return evicted;
  }

  /** The `seq` of an event with this id that is held, or was lately. */
  seqOf(id: string): number | undefined {
    return this.#ids.get(id) ?? this.#olderIds.get(id);
  }

  /** Events with `after` < seq ≤ `upTo`, oldest first, at most `limit`. */
  after(after: number, limit: number, upTo = Infinity): StoredEvent[] {
    const from = Math.max(after + 1, this.oldest) - this.oldest + this.#first;
    const end = Math.min(this.#slots.length, from + limit, upTo - this.oldest + this.#first + 1);
    return this.#slots.slice(from, Math.max(from, end)) as StoredEvent[];
  }

  /** All events held, newest first. */
  *newestFirst(): Generator<StoredEvent> {
    for (let index = this.#slots.length - 1; index >= this.#first; index--) yield this.#slots[index]!;
  }

  #dropOldest(): void {
    this.#bytes -= this.#slots[this.#first]!.bytes;
    this.#slots[this.#first++] = undefined;
    if (this.#first > 1024 && this.#first > this.length) {
      this.#slots = this.#slots.slice(this.#first);
      this.#first = 0;
    }
  }

  /** All that are held are among the newer ones now. */
  #letGoOfIds(): void {
    this.#olderIds = this.#ids;
    this.#ids = new Map();
  }
}
