import { monitorEventSchema, type EventDraft } from '../../../shared/events';
import { errorText, type Payload } from './fields';
import { MalformedEvent } from './plain';

const recordedSchema = monitorEventSchema.omit({ seq: true, received_at: true });

/**
 * An event as an export wrote it. Everything in it stays as it was but for its number, which the journal gives, and
 * the time of its arrival, which is now.
 *
 * @throws MalformedEvent
 */
export function normalizeRecorded(payload: Payload, receivedAt: number): EventDraft {
  const parsed = recordedSchema.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new MalformedEvent(
      issue?.path.join('.') || 'event',
      `as an export writes it (${issue?.message ?? 'it is not'})`,
    );
  }
  const { error, ...event } = parsed.data;
  const text = errorText(error ?? null);
  return { ...event, ...(text === null ? {} : { error: text }), received_at: receivedAt };
}
