import type { HookEventType } from '../../../shared/events';
import {
  errorText,
  nameAt,
  present,
  readTimestamp,
  textAt,
  valueAt,
  type Facts,
  type Payload,
} from './fields';

/** What comes through OpenCode's `event` hook, by what it means here; every other event stays `hook`. */
const EVENT_TYPES = new Map<string, HookEventType>([
  ['session.created', 'session_start'],
  ['session.deleted', 'session_end'],
  ['session.idle', 'turn_stop'],
  ['session.error', 'turn_error'],
  ['session.compacted', 'compact_stop'],
  ['permission.asked', 'permission_request'],
  ['permission.updated', 'permission_request'],
]);

/** The plugin's other hooks. */
const HOOK_TYPES = new Map<string, HookEventType>([
  ['chat.message', 'prompt'],
  ['tool.execute.before', 'tool_start'],
  ['tool.execute.after', 'tool_stop'],
  ['permission.ask', 'permission_request'],
]);

/** A payload as OpenCode's plugin is handed it: `{hook, input, output}`. */
export function normalizeOpenCode(payload: Payload): Facts {
  const hook = textAt(payload, 'hook');
  const input = valueAt(payload, 'input');
  if (hook === 'event') return fromEvent(input);
  const output = valueAt(payload, 'output');
  const type = HOOK_TYPES.get(hook ?? '') ?? 'hook';
  const created = valueAt(valueAt(valueAt(output, 'message'), 'time'), 'created');
  return {
    type,
    session_id: nameAt(input, 'sessionID'),
    tool: nameAt(input, 'tool') ?? (type === 'permission_request' ? nameAt(input, 'type') : null),
    tool_use_id: nameAt(input, 'callID'),
    ...present({
      hook,
      timestamp: readTimestamp(created),
      model: textAt(valueAt(valueAt(output, 'message'), 'model'), 'modelID'),
    }),
    ...(type === 'tool_stop' ? ending(output) : {}),
  };
}

function fromEvent(event: unknown): Facts {
  const name = textAt(event, 'type');
  const properties = valueAt(event, 'properties');
  const info = valueAt(properties, 'info');
  const rejected = name === 'permission.replied' && textAt(properties, 'reply') === 'reject';
  const type = rejected ? 'permission_denied' : (EVENT_TYPES.get(name ?? '') ?? 'hook');
  const asked = type === 'permission_request' || rejected;
  return {
    type,
    session_id: nameAt(properties, 'sessionID') ?? (name?.startsWith('session.') ? nameAt(info, 'id') : null),
    tool: asked ? nameAt(properties, 'permission') : null,
    tool_use_id: asked ? nameAt(valueAt(properties, 'tool'), 'callID') : null,
    ...present({
      id: nameAt(event, 'id'),
      hook: name,
      cwd: textAt(info, 'directory'),
      error: type === 'turn_error' ? errorText(errorOf(valueAt(properties, 'error'))) : null,
    }),
  };
}

function errorOf(error: unknown): string | null {
  return textAt(valueAt(error, 'data'), 'message') ?? textAt(error, 'message') ?? textAt(error, 'name');
}

/** A command tells its exit code; the other tools' `after` fires only when they came through. */
function ending(output: unknown): Partial<Facts> {
  if (typeof output !== 'object' || output === null) return { outcome: 'unknown' };
  const exit = valueAt(valueAt(output, 'metadata'), 'exit');
  if (exit === null) return { outcome: 'interrupted' };
  if (typeof exit !== 'number' || exit === 0) return { outcome: 'success' };
  return {
    outcome: 'failure',
    error: `Exit code ${exit}`,
  };
}
