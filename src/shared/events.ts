import { z } from 'zod';
import { LIMITS } from './limits';

/** Who sent an event. `api` stands for everything that posts events in the plain shape. */
export const SOURCES = [
  'claude-code',
  'claude-mpm',
  'codex',
  'gemini',
  'opencode',
  'cursor',
  'copilot',
  'api',
] as const;
export const sourceSchema = z.enum(SOURCES);
export type Source = z.infer<typeof sourceSchema>;

/** How a tool call ended, as far as its agent tells. `unknown`: the agent does not say. */
const OUTCOMES = ['success', 'failure', 'denied', 'interrupted', 'unknown'] as const;
export const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;

/** The types made from agents' hooks. Events posted by others may carry any type at all. */
export type HookEventType =
  | 'session_start'
  | 'session_end'
  | 'prompt'
  | 'tool_start'
  | 'tool_stop'
  | 'permission_request'
  | 'permission_denied'
  | 'notification'
  | 'subagent_start'
  | 'subagent_stop'
  | 'turn_stop'
  | 'turn_error'
  | 'task_created'
  | 'task_completed'
  | 'compact_start'
  | 'compact_stop'
  | 'hook';

const name = z.string().min(1).max(LIMITS.nameLength);
const payload = z.custom<Record<string, unknown>>(isJsonObject, 'must be an object');

/**
 * One thing an agent did, as journal, buffer, clients and window see it. The first block is the wire contract; the
 * second holds what a normalizer could read from the payload, and a field is absent where the agent does not tell.
 */
export const monitorEventSchema = z.object({
  seq: z.int().positive(),
  id: name,
  type: name,
  source: sourceSchema,
  session_id: name.nullable(),
  agent_id: name.nullable(),
  tool: name.nullable(),
  tool_use_id: name.nullable(),
  /** When it happened, ms since the epoch. */
  timestamp: z.number().nonnegative().max(LIMITS.timestamp),
  /** When the server got it, ms since the epoch. */
  received_at: z.number().nonnegative(),
  /** It came with the server's token. */
  trusted: z.boolean(),
  /** The payload as it was sent, but for the secrets in it. */
  data: payload,
  /** How many secrets in `data` were replaced by marks; absent where there were none. */
  redacted: z.int().positive().optional(),

  /** The agent's own name of the hook. */
  hook: z.string().optional(),
  /** The prompt that this belongs to. */
  turn_id: name.optional(),
  /** What kind of sub-agent acted, in the agent's words. */
  agent_type: z.string().optional(),
  cwd: z.string().optional(),
  model: z.string().optional(),
  /** Only on `tool_stop`. */
  outcome: outcomeSchema.optional(),
  /** Only on `tool_stop`: how long the call took, in ms, as its agent tells. */
  duration_ms: z.number().nonnegative().optional(),
  /** What went wrong, in the agent's words, cut to `LIMITS.errorLength`. */
  error: z.string().optional(),
});
export type MonitorEvent = z.infer<typeof monitorEventSchema>;

/** What normalizers make and handlers enrich: an event that the journal has not numbered yet. */
export type EventDraft = Omit<MonitorEvent, 'seq'>;

/** True for what JSON calls an object: not null, not an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
