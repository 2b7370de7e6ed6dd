import { linesOf, type Batch, type Retention } from '../../src/main/server/journal/protocol';
import type { EventDraft } from '../../src/shared/events';

export const KEEP_ALL: Retention = { days: null, bytes: null, events: null };

/** An event that nobody has numbered yet. */
export function draft(id: string, fields: Partial<EventDraft> = {}): EventDraft {
  return {
    id,
    type: 'test',
    source: 'api',
    session_id: null,
    agent_id: null,
    tool: null,
    tool_use_id: null,
    timestamp: 0,
    received_at: Date.now(),
    trusted: false,
    data: {},
    ...fields,
  };
}

export function drafts(count: number, prefix = 'event', fields: Partial<EventDraft> = {}): EventDraft[] {
  return Array.from({ length: count }, (_, index) => draft(`${prefix}-${index + 1}`, fields));
}

/** Events as the writer gets them. */
export function batchOf(events: readonly EventDraft[]): Batch {
  return {
    count: events.length,
    lines: events.map((event) => linesOf(event, JSON.stringify(event))).join('\n'),
  };
}
