import type { HookEventType, Outcome } from '../../../shared/events';
import { errorText, nameAt, numberAt, present, textAt, valueAt, type Facts, type Payload } from './fields';

/** claude-mpm's subtypes by what they mean here; every other one stays `hook` under its own name. */
const TYPES = new Map<string, HookEventType>([
  ['session_start', 'session_start'],
  ['session_end', 'session_end'],
  ['user_prompt', 'prompt'],
  ['pre_tool', 'tool_start'],
  ['post_tool', 'tool_stop'],
  ['permission_request', 'permission_request'],
  ['notification', 'notification'],
  ['subagent_start', 'subagent_start'],
  ['subagent_stop', 'subagent_stop'],
  ['stop', 'turn_stop'],
]);

/** True for claude-mpm's envelope: `{event, source, type, subtype, data}`. */
export function isClaudeMpm(payload: Payload): boolean {
  return (
    typeof payload['subtype'] === 'string' &&
    typeof payload['type'] === 'string' &&
    Object.hasOwn(payload, 'data')
  );
}

/** Reads the envelope. Its `type` is a hook's kind only where it says `hook`; any other passes through. */
export function normalizeClaudeMpm(payload: Payload): Facts {
  const kind = nameAt(payload, 'type');
  const subtype = textAt(payload, 'subtype');
  const type = kind === 'hook' || kind === null ? (TYPES.get(subtype ?? '') ?? 'hook') : kind;
  const data = valueAt(payload, 'data');
  return {
    type,
    session_id: nameAt(payload, 'session_id') ?? nameAt(data, 'session_id'),
    agent_id: nameAt(data, 'agent_id'),
    tool: nameAt(data, 'tool_name'),
    tool_use_id: nameAt(data, 'tool_use_id') ?? nameAt(data, 'correlation_id'),
    ...present({
      hook: subtype,
      agent_type: textAt(data, 'agent_type'),
      cwd: textAt(data, 'working_directory') ?? textAt(data, 'cwd'),
      model: textAt(data, 'model'),
    }),
    ...(type === 'tool_stop' ? ending(data) : {}),
  };
}

function ending(data: unknown): Partial<Facts> {
  return {
    outcome: outcomeOf(data),
    ...present({
      duration_ms: numberAt(data, 'duration_ms'),
      error: errorText(textAt(data, 'error')),
    }),
  };
}

function outcomeOf(data: unknown): Outcome {
  const success = valueAt(data, 'success');
  if (typeof success === 'boolean') return success ? 'success' : 'failure';
  const exitCode = valueAt(data, 'exit_code');
  if (typeof exitCode === 'number') return exitCode === 0 ? 'success' : 'failure';
  return 'unknown';
}
