import { outcomeSchema, sourceSchema, type Outcome, type Source } from '../../../shared/events';
import { LIMITS } from '../../../shared/limits';
import { isClaudeMpm, normalizeClaudeMpm } from './claude-mpm';
import {
  errorText,
  numberAt,
  present,
  readTimestamp,
  textAt,
  valueAt,
  type Facts,
  type Payload,
} from './fields';

/** An event that breaks the plain shape. The message names the field and what is allowed. */
export class MalformedEvent extends Error {
  override name = 'MalformedEvent';

  constructor(
    readonly field: string,
    allowed: string,
  ) {
    super(`${field} must be ${allowed}`);
  }
}

const NAME = `a string of 1 to ${LIMITS.nameLength} characters`;

/**
 * An event of the plain shape `{type, tool, timestamp, session_id, …}`, or claude-mpm's envelope around one.
 *
 * @throws MalformedEvent
 */
export function normalizePlain(payload: Payload): { facts: Facts; source: Source } {
  const type = requiredName(payload, 'type');
  const common = {
    ...present({ id: idOf(payload), timestamp: timestampOf(payload) }),
    session_id: optionalName(payload, 'session_id'),
  };
  if (isClaudeMpm(payload)) {
    const facts = normalizeClaudeMpm(payload);
    return {
      facts: { ...facts, ...common, session_id: common.session_id ?? facts.session_id ?? null },
      source: 'claude-mpm',
    };
  }
  return { facts: { type, ...common, ...plainFacts(payload) }, source: sourceOf(payload) };
}

function plainFacts(payload: Payload): Partial<Facts> {
  return {
    agent_id: optionalName(payload, 'agent_id'),
    tool: optionalName(payload, 'tool'),
    tool_use_id: optionalName(payload, 'tool_use_id'),
    ...(payload['type'] === 'tool_stop' ? { outcome: outcomeOf(payload) } : {}),
    ...present({
      agent_type: textAt(payload, 'agent_type'),
      cwd: textAt(payload, 'cwd'),
      model: textAt(payload, 'model'),
      turn_id: optionalName(payload, 'turn_id'),
      duration_ms: numberAt(payload, 'duration_ms'),
      error: errorText(textAt(payload, 'error')),
    }),
  };
}

function outcomeOf(payload: Payload): Outcome {
  const told = valueAt(payload, 'outcome');
  return outcomeSchema.options.find((outcome) => outcome === told) ?? 'unknown';
}

function sourceOf(payload: Payload): Source {
  const told = valueAt(payload, 'source');
  return sourceSchema.options.find((source) => source === told) ?? 'api';
}

/** Only text is an idempotency key: a number counts something of the sender's own. */
function idOf(payload: Payload): string | null {
  return typeof valueAt(payload, 'id') === 'number' ? null : optionalName(payload, 'id');
}

function timestampOf(payload: Payload): number | null {
  const value = valueAt(payload, 'timestamp') ?? null;
  if (value === null) return null;
  const timestamp = readTimestamp(value);
  if (timestamp === null) {
    throw new MalformedEvent('timestamp', 'seconds or milliseconds since 1970, or an ISO 8601 time');
  }
  return timestamp;
}

function requiredName(payload: Payload, key: string): string {
  const value = optionalName(payload, key);
  if (value === null) throw new MalformedEvent(key, NAME);
  return value;
}

function optionalName(payload: Payload, key: string): string | null {
  const value = valueAt(payload, key) ?? null;
  if (value === null) return null;
  if (typeof value !== 'string' || value.length === 0 || value.length > LIMITS.nameLength) {
    throw new MalformedEvent(key, NAME);
  }
  return value;
}
