import type { MonitorEvent } from '../../shared/events';
import type { EventJournal } from './event-journal';
import { eventsOf } from './journal/page';

/** How many of the newest events a server reads when it starts: enough for the sessions of the last hours. */
const RESTORED_EVENTS = 20_000;
/** So few at a time that whoever asks for something meanwhile hardly waits. */
const PAGE = { limit: 200, maxLength: 1024 * 1024 };
/** From a start to the reading back of what nobody has needed yet, in ms: who comes with the start is served first. */
const DELAY = 1000;

/** The newest events, oldest first. */
export async function* newestEvents(journal: EventJournal): AsyncGenerator<MonitorEvent> {
  let after = Math.max(0, journal.head - RESTORED_EVENTS);
  for (;;) {
    const page = await journal.readAfter(after, PAGE);
    if (page.count === 0) return;
    yield* eventsOf(page);
    after = page.last;
  }
}

/** Brings memory to where it was before the last stop: when somebody needs that, else a little after the start. */
export class Restoration {
  #done: Promise<void> | null = null;
  #isDone = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly restore: () => Promise<void>) {}

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Lets it come about by itself. */
  schedule(): void {
    this.#timer = setTimeout(() => void this.done(), DELAY);
  }

  /** Leaves it to those who need it. */
  unschedule(): void {
    clearTimeout(this.#timer);
  }

  /** Begins, where that has not been done yet, and resolves at its end. */
  done(): Promise<void> {
    this.unschedule();
    return (this.#done ??= this.restore().then(() => {
      this.#isDone = true;
    }));
  }
}
