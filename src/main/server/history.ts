import { z } from 'zod';
import type { MonitorEvent } from '../../shared/events';
import { LIMITS } from '../../shared/limits';
import type { RingBuffer, StoredEvent } from './ring-buffer';

const position = z.coerce.number().int().min(0);

/** What a page of history may be asked for. Each filter narrows what the others leave. */
export const historyQuerySchema = z.strictObject({
  after: position.optional().describe('a whole number from 0'),
  before: position.optional().describe('a whole number from 0'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMITS.historyPage)
    .default(LIMITS.historyPage)
    .describe(`a whole number from 1 to ${LIMITS.historyPage}`),
  session: z.string().optional(),
  agent: z.string().optional(),
  type: z.string().optional(),
  tool: z.string().optional(),
  q: z.string().min(1).optional().describe('text to look for'),
});
type HistoryQuery = z.infer<typeof historyQuerySchema>;

/**
 * A page of events in order of `seq`: the oldest ones when `after` is given, else the newest ones.
 */
export function readHistory(buffer: RingBuffer, query: HistoryQuery): MonitorEvent[] {
  const found: MonitorEvent[] = [];
  const forwards = query.after !== undefined;
  const stored = forwards ? buffer.after(query.after ?? 0, Infinity) : buffer.newestFirst();
  for (const entry of stored) {
    if (!matches(entry, query)) continue;
    found.push(entry.event);
    if (found.length === query.limit) break;
  }
  return forwards ? found : found.reverse();
}

function matches({ event, text }: StoredEvent, query: HistoryQuery): boolean {
  return (
    (query.before === undefined || event.seq < query.before) &&
    (query.session === undefined || event.session_id === query.session) &&
    (query.agent === undefined || event.agent_id === query.agent) &&
    (query.type === undefined || event.type === query.type) &&
    (query.tool === undefined || event.tool === query.tool) &&
    (query.q === undefined || text.toLowerCase().includes(query.q.toLowerCase()))
  );
}
