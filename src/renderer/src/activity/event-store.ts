import type { MonitorEvent } from '../../../shared/events';

/** Most events kept for the detail pane, and roughly how much memory they may take. */
const MOST_EVENTS = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;

interface Kept {
  event: MonitorEvent;
  bytes: number;
}

/** The newest events with their payloads, by `seq`, bounded in number and roughly in bytes. */
export class EventStore {
  readonly #events = new Map<number, Kept>();
  #bytes = 0;
  /** None is older. Maps find their first entry slowly when many before it were deleted. */
  #oldest = 0;

  /** Adds an event that is newer than all before it. The newest one is kept whatever its size. */
  add(event: MonitorEvent): void {
    const bytes = roughBytes(event);
    if (this.#events.size === 0) this.#oldest = event.seq;
    this.#events.set(event.seq, { event, bytes });
    this.#bytes += bytes;
    while (this.#events.size > MOST_EVENTS || (this.#bytes > MOST_BYTES && this.#events.size > 1)) {
      this.#dropOldest();
    }
  }

  /** Undefined where it was never here, or is gone again. */
  get(seq: number): MonitorEvent | undefined {
    return this.#events.get(seq)?.event;
  }

  clear(): void {
    this.#events.clear();
    this.#bytes = 0;
  }

  #dropOldest(): void {
    const seq = this.#oldest++;
    this.#bytes -= this.#events.get(seq)?.bytes ?? 0;
    this.#events.delete(seq);
  }
}

/** What a JSON value takes in memory, near enough: text counts most, and its length is at hand. */
function roughBytes(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length * 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  for (const part of Object.values(value)) bytes += 16 + roughBytes(part);
  return bytes;
}
