import { createHash } from 'node:crypto';
import type { EventDraft } from '../../shared/events';
import { toolInput } from '../../shared/payload';

/** Counters of settled calls, and what events were given, are forgotten, oldest first, beyond this many. */
const MAX_KEYS = 10_000;
/** A start that had no stop this long before the next prompt will not get one any more, in ms. */
const ABANDONED_AFTER = 5000;

interface Counters {
  sessionId: string | null;
  starts: number;
  stops: number;
  lastStart: number;
}

/**
 * Gives tool events without a `tool_use_id` one, so that every start finds its stop. Gemini CLI and senders of plain
 * events name no calls: there the n-th start and the n-th stop of the same session, agent and tool (and, for Gemini CLI,
 * input) belong together, in whatever order they arrive.
 */
export class ToolPairing {
  /** In order of last use. */
  readonly #keys = new Map<string, Counters>();
  /** By an event's id: one that could not be stored comes again, and must not be counted again. */
  readonly #given = new Map<string, string>();

  /** Sets `tool_use_id` where it is missing; leaves everything else as it is. */
  pair(event: EventDraft): void {
    if (event.type === 'prompt') this.#settle(event);
    if (event.tool_use_id !== null || (event.type !== 'tool_start' && event.type !== 'tool_stop')) return;
    event.tool_use_id = this.#given.get(event.id) ?? this.#count(event);
    this.#given.set(event.id, event.tool_use_id);
    forgetOldest(this.#given);
  }

  /** Goes on counting where an event left off that was paired before the last stop. */
  remember({ type, session_id, tool_use_id, timestamp }: EventDraft): void {
    const [, key, count] = /^auto:([^:]+):(\d+)$/.exec(tool_use_id ?? '') ?? [];
    if (key === undefined) return;
    const counters = this.#use(key, session_id);
    const counted = type === 'tool_start' ? 'starts' : 'stops';
    counters[counted] = Math.max(counters[counted], Number(count));
    if (type === 'tool_start') counters.lastStart = Math.max(counters.lastStart, timestamp);
  }

  #count(event: EventDraft): string {
    const key = keyOf(event);
    const counters = this.#use(key, event.session_id);
    const isStart = event.type === 'tool_start';
    const count = isStart ? ++counters.starts : ++counters.stops;
    if (isStart) counters.lastStart = Math.max(counters.lastStart, event.timestamp);
    return `auto:${key}:${count}`;
  }

  /**
   * A call that the user broke off leaves a start without a stop, and each later call of the same kind would get its
   * predecessor's stop. A new prompt shows that such a start is over; only a recent one may still have its stop on the
   * way.
   */
  #settle({ session_id, timestamp }: EventDraft): void {
    for (const counters of this.#keys.values()) {
      const abandoned = counters.lastStart < timestamp - ABANDONED_AFTER;
      if (counters.sessionId === session_id && abandoned && counters.stops < counters.starts) {
        counters.stops = counters.starts;
      }
    }
  }

  #use(key: string, sessionId: string | null): Counters {
    const counters = this.#keys.get(key) ?? { sessionId, starts: 0, stops: 0, lastStart: 0 };
    this.#keys.delete(key);
    this.#keys.set(key, counters);
    forgetOldest(this.#keys);
    return counters;
  }
}

function forgetOldest(entries: Map<string, unknown>): void {
  if (entries.size <= MAX_KEYS) return;
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

/** Gemini CLI repeats a call's input at its end; the others that name no calls need not. */
function keyOf(event: EventDraft): string {
  const input = event.source === 'gemini' ? toolInput(event) : undefined;
  const parts = [event.session_id, event.agent_id, event.tool, input ?? null];
  return createHash('sha256').update(stableJson(parts)).digest('base64url').slice(0, 16);
}

/** JSON with sorted keys: equal inputs give equal text. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
