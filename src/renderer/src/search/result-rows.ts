import { entryKeyOf } from '../../../shared/activity/entry-key';
import { isNoise } from '../../../shared/activity/labels';
import type { MonitorEvent } from '../../../shared/events';

/** A line of the results: the heading of a session, or a moment in it. */
export type ResultRow =
  | { kind: 'session'; key: string; session: string; count: number }
  | { kind: 'event'; key: string; event: MonitorEvent };

/** The keys of what stands in the results already. */
export const nothingSeen = (): Set<string> => new Set<string>();

/**
 * A page of results, newest first, by session: that of the newest one first. A call is one moment, though its start and
 * its end both match; `seen` has the keys of those on pages before.
 *
 * @param last the session that the page before ended with: it goes on without another heading
 */
export function rowsOfPage(
  events: readonly MonitorEvent[],
  seen: Set<string>,
  last: string | null,
): ResultRow[] {
  const groups = new Map<string, MonitorEvent[]>();
  if (last !== null) groups.set(last, []);
  for (const event of events.toReversed()) {
    const key = entryKeyOf(event);
    // What belongs to no timeline has no moment to go to.
    if (seen.has(key) || isNoise(event)) continue;
    seen.add(key);
    const session = event.session_id ?? '';
    groups.set(session, [...(groups.get(session) ?? []), event]);
  }
  return [...groups].flatMap(([session, own]) => {
    const rows: ResultRow[] = own.map((event) => ({ kind: 'event', key: `event:${event.seq}`, event }));
    const first = own[0];
    if (!first || session === last) return rows;
    return [{ kind: 'session', key: `session:${first.seq}`, session, count: own.length }, ...rows];
  });
}

/** The rows of the pages before and of the next one: what goes on in a session counts under the heading that it has. */
export function withPage(before: readonly ResultRow[], page: readonly ResultRow[]): ResultRow[] {
  const next = page.findIndex((row) => row.kind === 'session');
  const more = next < 0 ? page.length : next;
  const heading = before.findLast((row) => row.kind === 'session');
  const grown = before.map((row) => (row === heading ? { ...heading, count: heading.count + more } : row));
  return [...grown, ...page];
}
