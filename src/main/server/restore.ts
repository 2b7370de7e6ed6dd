import type { MonitorEvent } from '../../shared/events';
import type { EventJournal } from './event-journal';
import { eventsOf } from './journal/page';

/** How many of the newest events a server reads when it starts: enough for the sessions of the last hours. */
const RESTORED_EVENTS = 20_000;
const PAGE = { limit: 1000, maxLength: 4 * 1024 * 1024 };

/** Reads the newest events, oldest first, so that memory holds what it held before the last stop. */
export async function restore(journal: EventJournal, remember: (event: MonitorEvent) => void): Promise<void> {
  let after = journal.head - RESTORED_EVENTS;
  for (;;) {
    const page = await journal.readAfter(Math.max(0, after), PAGE);
    if (page.count === 0) return;
    for (const event of eventsOf(page)) remember(event);
    after = page.last;
  }
}
