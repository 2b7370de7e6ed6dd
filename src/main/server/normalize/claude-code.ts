import type { HookEventType, Outcome } from '../../../shared/events';
import { errorText, nameAt, numberAt, present, textAt, valueAt, type Facts, type Payload } from './fields';

/**
 * Claude Code's hooks by what they mean here (shared by agents whose hooks have its shape). Those that are not listed,
 * known or yet to come, stay `hook` under their own name.
 */
const TYPES = new Map<string, HookEventType>([
  ['SessionStart', 'session_start'],
  ['SessionEnd', 'session_end'],
  ['UserPromptSubmit', 'prompt'],
  ['PreToolUse', 'tool_start'],
  ['PostToolUse', 'tool_stop'],
  ['PostToolUseFailure', 'tool_stop'],
  ['PermissionRequest', 'permission_request'],
  ['PermissionDenied', 'permission_denied'],
  ['Notification', 'notification'],
  ['SubagentStart', 'subagent_start'],
  ['SubagentStop', 'subagent_stop'],
  ['Stop', 'turn_stop'],
  ['StopFailure', 'turn_error'],
  ['TaskCreated', 'task_created'],
  ['TaskCompleted', 'task_completed'],
  ['PreCompact', 'compact_start'],
  ['PostCompact', 'compact_stop'],
]);

export function normalizeClaudeCode(payload: Payload): Facts {
  const hook = textAt(payload, 'hook_event_name');
  const type = TYPES.get(hook ?? '') ?? 'hook';
  return {
    type,
    ...claudeShape(payload, hook),
    ...present({ turn_id: nameAt(payload, 'prompt_id') }),
    ...(type === 'tool_stop' ? ending(payload, hook) : {}),
    ...(type === 'turn_error' ? present({ error: errorText(textAt(payload, 'error')) }) : {}),
  };
}

/** What every hook of Claude Code's shape may carry. */
export function claudeShape(payload: Payload, hook: string | null): Partial<Facts> {
  return {
    session_id: nameAt(payload, 'session_id'),
    agent_id: nameAt(payload, 'agent_id'),
    tool: nameAt(payload, 'tool_name'),
    tool_use_id: nameAt(payload, 'tool_use_id'),
    ...present({
      hook,
      agent_type: textAt(payload, 'agent_type'),
      cwd: textAt(payload, 'cwd'),
      model: textAt(payload, 'model'),
    }),
  };
}

function ending(payload: Payload, hook: string | null): Partial<Facts> {
  return {
    outcome: outcomeOf(payload, hook),
    ...present({
      duration_ms: numberAt(payload, 'duration_ms'),
      error: errorText(textAt(payload, 'error')),
    }),
  };
}

function outcomeOf(payload: Payload, hook: string | null): Outcome {
  if (hook === 'PostToolUseFailure')
    return valueAt(payload, 'is_interrupt') === true ? 'interrupted' : 'failure';
  return valueAt(valueAt(payload, 'tool_response'), 'interrupted') === true ? 'interrupted' : 'success';
}
