import { isJsonObject, type MonitorEvent } from '../../../shared/events';
import type { Subscribed } from '../../../shared/sockets';

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNameOrNull = (value: unknown): boolean => value === null || isName(value);
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

/** The events of a `batch` frame, or null where it is none. Those that no view could show are left out. */
export function readBatch(frame: unknown): MonitorEvent[] | null {
  return Array.isArray(frame) ? frame.filter(isEvent) : null;
}

/** The events of such a frame's text, or null where it is none. */
export function readBatchText(text: string): MonitorEvent[] | null {
  try {
    return readBatch(JSON.parse(text));
  } catch {
    return null;
  }
}

// The full schema costs several microseconds an event, and the server has been through it: this checks what views
// and model could trip over.
function isEvent(value: unknown): value is MonitorEvent {
  return (
    isJsonObject(value) &&
    Number.isSafeInteger(value['seq']) &&
    isName(value['id']) &&
    isName(value['type']) &&
    isName(value['source']) &&
    isNameOrNull(value['session_id']) &&
    isNameOrNull(value['agent_id']) &&
    isNameOrNull(value['tool']) &&
    isNameOrNull(value['tool_use_id']) &&
    isTime(value['timestamp']) &&
    isTime(value['received_at']) &&
    isJsonObject(value['data'])
  );
}

/** The server's answer to `subscribe`, or null where it refused or said something else. */
export function readSubscribed(answer: unknown): Subscribed | null {
  return isSubscribed(answer) ? answer : null;
}

function isSubscribed(value: unknown): value is Subscribed {
  return (
    isJsonObject(value) &&
    isName(value['epoch']) &&
    Number.isSafeInteger(value['from']) &&
    Number.isSafeInteger(value['head']) &&
    Number.isSafeInteger(value['missed']) &&
    typeof value['reset'] === 'boolean'
  );
}
