import type { HookEventType } from '../../../shared/events';
import { claudeShape } from './claude-code';
import { errorText, present, readTimestamp, textAt, valueAt, type Facts, type Payload } from './fields';

/**
 * Gemini CLI's hooks by what they mean here. `PreCompress` is not among them: it fires before every turn, whether or
 * not anything is compressed, so that calling it a compaction would be untrue.
 */
const TYPES = new Map<string, HookEventType>([
  ['SessionStart', 'session_start'],
  ['SessionEnd', 'session_end'],
  ['BeforeAgent', 'prompt'],
  ['AfterAgent', 'turn_stop'],
  ['BeforeTool', 'tool_start'],
  ['AfterTool', 'tool_stop'],
  ['Notification', 'notification'],
]);

export function normalizeGemini(payload: Payload): Facts {
  const hook = textAt(payload, 'hook_event_name');
  const type = TYPES.get(hook ?? '') ?? 'hook';
  return {
    type,
    ...claudeShape(payload, hook),
    ...present({ timestamp: readTimestamp(valueAt(payload, 'timestamp')) }),
    ...(type === 'tool_stop' ? ending(valueAt(payload, 'tool_response')) : {}),
  };
}

/** A failed command shows in the text that the model gets; other failures as `error`. */
function ending(response: unknown): Partial<Facts> {
  if (typeof response !== 'object' || response === null) return { outcome: 'unknown' };
  const error = errorOf(response) ?? exitCodeOf(valueAt(response, 'llmContent'));
  if (error === null) return { outcome: 'success' };
  return { outcome: 'failure', ...present({ error: errorText(error) }) };
}

function errorOf(response: object): string | null {
  const error = valueAt(response, 'error');
  if (typeof error === 'string') return error === '' ? null : error;
  if (typeof error !== 'object' || error === null) return null;
  return textAt(error, 'message') ?? 'The tool reported an error';
}

/** Only the end of a text can hold the line; searching all of a large one would cost time for nothing. */
const TAIL = 4096;

function exitCodeOf(content: unknown): string | null {
  for (const part of Array.isArray(content) ? content : [content]) {
    const text = typeof part === 'string' ? part : textAt(part, 'text');
    const code = /^Exit Code: (-?\d+)$/m.exec(text?.slice(-TAIL) ?? '')?.[1];
    if (code !== undefined && Number(code) !== 0) return `Exit code ${code}`;
  }
  return null;
}
