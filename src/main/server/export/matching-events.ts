import { eventsOf } from '../journal/page';
import type { MonitorEvent } from '../../../shared/events';
import type { Selection } from '../../../shared/jobs';
import type { EventJournal } from '../event-journal';
import type { JobControl } from '../jobs/jobs';

/** So much of the history is in memory at a time. */
const PAGE = { limit: 500, maxLength: 4 * 1024 * 1024 };

/** The selected events there are when this is asked for, oldest first, page by page. */
export async function* matchingEvents(
  journal: EventJournal,
  { failed, ...selection }: Selection,
  { signal, progress }: JobControl,
): AsyncGenerator<MonitorEvent[]> {
  const outcome = failed && 'failure';
  const { head, oldest } = journal;
  let after = oldest - 1;
  for (let more = true; more;) {
    signal.throwIfAborted();
    const page = await journal.query({
      ...selection,
      ...PAGE,
      outcome,
      order: 'oldest',
      after,
      before: head + 1,
    });
    yield eventsOf(page);
    ({ last: after, more } = page);
    progress((more ? after : head) - oldest + 1, head - oldest + 1);
  }
}
