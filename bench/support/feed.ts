import { normalizeHook } from '../../src/main/server/normalize';
import { storedEvent, type StoredEvent } from '../../src/main/server/ring-buffer';
import type { MonitorEvent } from '../../src/shared/events';
import { payloadOf } from './samples';

/** Events pushed in one turn of the event loop. */
const TURN = 100;
/** How many events the slowest client may be behind: some 600 KB, less than what a client may leave unacknowledged. */
const WINDOW = 500;

/** An event as it is stored, and as it was before. */
interface Prepared {
  stored: StoredEvent;
  event: MonitorEvent;
}

/** What the figure tells the program that broadcasts. */
export type FeedOrder = { prepare: number } | { go: true } | { reached: number };

/**
 * Pushes events as figures order it: prepared beforehand, then as fast as the slowest client takes them, so many in
 * each turn of the event loop. Subject and controls are all fed by this.
 */
export class Feed {
  #prepared: Prepared[] = [];
  #next = 0;
  #seq = 0;
  #pushed = 0;
  #reached = 0;
  #pushing = false;

  constructor(private readonly push: (stored: StoredEvent, event: MonitorEvent) => void) {
    process.on('message', (order: FeedOrder) => this.#obey(order));
  }

  #obey(order: FeedOrder): void {
    if ('prepare' in order) {
      this.#prepared = Array.from({ length: order.prepare }, () => preparedSample(++this.#seq));
      this.#next = 0;
      process.send!({ prepared: this.#seq });
      return;
    }
    if ('reached' in order) this.#reached = order.reached;
    if (!this.#pushing) this.#pushTurn();
  }

  #pushTurn(): void {
    const room = WINDOW - (this.#pushed - this.#reached);
    const events = this.#prepared.slice(this.#next, this.#next + Math.min(TURN, room));
    this.#pushing = events.length > 0;
    if (!this.#pushing) return;
    this.#next += events.length;
    this.#pushed += events.length;
    for (const { stored, event } of events) this.push(stored, event);
    // What was pushed goes out at the end of this turn; the next events belong to another one.
    setImmediate(() => this.#pushTurn());
  }
}

function preparedSample(seq: number): Prepared {
  const context = { receivedAt: Date.now(), trusted: true, mintId: () => `sample-${seq}` };
  const event = { seq, ...normalizeHook('claude-code', payloadOf(seq), context) };
  return { event, stored: storedEvent(event) };
}
