import type { MonitorEvent } from '../events';

/** The key of the entry that an event is part of: one of its own, unless it belongs to a call that has an id. */
export function entryKeyOf({ type, session_id, tool_use_id: id, seq }: MonitorEvent): string {
  if (type !== 'tool_start' && type !== 'tool_stop') return `note:${seq}`;
  const session = session_id ?? '';
  // The length keeps ids apart that hold the separator.
  return id === null ? `call:${seq}` : `call:${session.length}:${session}:${id}`;
}
