import type { EventDraft } from '../../../shared/events';
import { LIMITS } from '../../../shared/limits';
import { valueAt } from '../../../shared/payload';

export { valueAt };

/** A payload as its agent sent it. Nothing in it is sure to be there, or to be of any kind. */
export type Payload = Record<string, unknown>;

/** What a normalizer reads from a payload; everything it does not find keeps its default. */
export type Facts = { type: string } & Partial<
  Omit<EventDraft, 'id' | 'type' | 'received_at' | 'trusted' | 'data'>
> & { id?: string };

/** A string that can name something: 1 to `LIMITS.nameLength` long. Null for anything else. */
export function nameAt(object: unknown, key: string): string | null {
  const value = textAt(object, key);
  return value !== null && value.length > 0 && value.length <= LIMITS.nameLength ? value : null;
}

export function textAt(object: unknown, key: string): string | null {
  const value = valueAt(object, key);
  return typeof value === 'string' ? value : null;
}

export function numberAt(object: unknown, key: string): number | null {
  const value = valueAt(object, key);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The optional fields that have a value, so that absent ones stay absent in the event. */
export function present(fields: { [Key in keyof Facts]?: Facts[Key] | null }): Partial<Facts> {
  const known: Record<string, unknown> = {};
  for (const key in fields) {
    const value = fields[key as keyof Facts];
    if (value !== null) known[key] = value;
  }
  return known;
}

/** Error text in the length that an event carries beside its payload. */
export function errorText(text: string | null): string | null {
  return text === null || text === '' ? null : text.slice(0, LIMITS.errorLength).toWellFormed();
}

/** Below this a number counts seconds since the epoch, from it on milliseconds. */
const SECONDS_LIMIT = 1e11;

/**
 * A moment in ms since the epoch, from seconds, milliseconds, either of them as text, or ISO 8601. Null for anything
 * else, such as negative numbers or nanoseconds.
 */
export function readTimestamp(value: unknown): number | null {
  if (typeof value === 'number') {
    if (!(value >= 0 && value <= LIMITS.timestamp)) return null;
    return value < SECONDS_LIMIT ? value * 1000 : value;
  }
  if (typeof value !== 'string') return null;
  if (/^\d+(\.\d+)?$/.test(value)) return readTimestamp(Number(value));
  const parsed = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(parsed) || parsed < 0 ? null : parsed;
}
