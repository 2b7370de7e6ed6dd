import type { EventDraft, Source } from '../../../shared/events';
import { normalizeClaudeCode } from './claude-code';
import { normalizeClaudeMpm } from './claude-mpm';
import { normalizeCodex } from './codex';
import { readTimestamp, textAt, valueAt, type Facts, type Payload } from './fields';
import { normalizeGemini } from './gemini';
import { normalizeOpenCode } from './opencode';
import { normalizePlain } from './plain';

export { MalformedEvent } from './plain';

/** What an event knows of its arrival. */
export interface Arrival {
  /** ms since the epoch. */
  receivedAt: number;
  /** When it happened, for payloads that do not tell themselves; ms since the epoch. */
  happenedAt?: number | undefined;
  /** It came with the token. */
  trusted: boolean;
  /** Makes an id for an event whose producer gave none. */
  mintId: () => string;
}

/** The agents that have a route of their own, `POST /hooks/:agent`. */
export const HOOK_AGENTS = ['claude-code', 'codex', 'gemini', 'opencode', 'claude-mpm'] as const;
export type HookAgent = (typeof HOOK_AGENTS)[number];

export function isHookAgent(name: string): name is HookAgent {
  return (HOOK_AGENTS as readonly string[]).includes(name);
}

const NORMALIZERS: Record<Exclude<Source, 'api'>, (payload: Payload) => Facts> = {
  'claude-code': normalizeClaudeCode,
  cursor: normalizeClaudeCode,
  copilot: normalizeClaudeCode,
  codex: normalizeCodex,
  gemini: normalizeGemini,
  opencode: normalizeOpenCode,
  'claude-mpm': normalizeClaudeMpm,
};

/**
 * A hook's payload as an event. It is never refused: whatever cannot be understood keeps its defaults, and a hook
 * nobody has heard of is of type `hook`.
 */
export function normalizeHook(agent: HookAgent, payload: Payload, arrival: Arrival): EventDraft {
  const source = senderOf(agent, payload);
  const facts = NORMALIZERS[source](payload);
  facts.timestamp ??=
    readTimestamp(valueAt(payload, 'timestamp')) ?? arrival.happenedAt ?? arrival.receivedAt;
  return draftOf(facts, source, payload, arrival);
}

/**
 * An event of the plain shape, or of claude-mpm's.
 *
 * @throws MalformedEvent
 */
export function normalizeEvent(payload: Payload, arrival: Arrival): EventDraft {
  const { facts, source } = normalizePlain(payload);
  return draftOf(facts, source, payload, arrival);
}

/**
 * Who really sent a payload. Agents read each other's hook files (Copilot and Cursor run Claude Code's hooks), so that
 * the route alone would call the same work by another's name.
 */
const TRANSCRIPTS: [RegExp, Exclude<Source, 'api'>][] = [
  [/[/\\]\.claude[/\\]/, 'claude-code'],
  [/[/\\]\.codex[/\\]/, 'codex'],
  [/[/\\]\.gemini[/\\]/, 'gemini'],
  [/[/\\]\.copilot[/\\]/, 'copilot'],
  [/[/\\]\.cursor[/\\]/, 'cursor'],
];

function senderOf(agent: HookAgent, payload: Payload): Exclude<Source, 'api'> {
  if (agent === 'claude-mpm') return agent;
  if (valueAt(payload, 'cursor_version') !== undefined) return 'cursor';
  if (textAt(payload, 'hook') !== null && valueAt(payload, 'input') !== undefined) return 'opencode';
  const transcript = textAt(payload, 'transcript_path') ?? '';
  return TRANSCRIPTS.find(([pattern]) => pattern.test(transcript))?.[1] ?? agent;
}

function draftOf(facts: Facts, source: Source, payload: Payload, arrival: Arrival): EventDraft {
  const { receivedAt, happenedAt = receivedAt, trusted, mintId } = arrival;
  return {
    source,
    session_id: null,
    agent_id: null,
    tool: null,
    tool_use_id: null,
    timestamp: happenedAt,
    ...facts,
    id: facts.id ?? mintId(),
    received_at: receivedAt,
    trusted,
    data: payload,
  };
}
