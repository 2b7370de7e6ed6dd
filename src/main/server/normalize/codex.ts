import type { HookEventType } from '../../../shared/events';
import { claudeShape } from './claude-code';
import { nameAt, present, textAt, type Facts, type Payload } from './fields';

/** Codex's hooks by what they mean here. `Interrupt` is how a turn ends when the user stops it. */
const TYPES = new Map<string, HookEventType>([
  ['SessionStart', 'session_start'],
  ['SessionEnd', 'session_end'],
  ['UserPromptSubmit', 'prompt'],
  ['PreToolUse', 'tool_start'],
  ['PostToolUse', 'tool_stop'],
  ['PermissionRequest', 'permission_request'],
  ['SubagentStart', 'subagent_start'],
  ['SubagentStop', 'subagent_stop'],
  ['Stop', 'turn_stop'],
  ['Interrupt', 'turn_stop'],
  ['PreCompact', 'compact_start'],
  ['PostCompact', 'compact_stop'],
]);

/** A call's end says nothing of how it ended: a failed command has an empty response, as many a good one has. */
export function normalizeCodex(payload: Payload): Facts {
  const hook = textAt(payload, 'hook_event_name');
  const type = TYPES.get(hook ?? '') ?? 'hook';
  return {
    type,
    ...claudeShape(payload, hook),
    ...present({ turn_id: nameAt(payload, 'turn_id') }),
    ...(type === 'tool_stop' ? { outcome: 'unknown' as const } : {}),
  };
}
