import { v7 as uuidv7 } from 'uuid';
import type { ActivityModel } from '../../shared/activity/activity-model';
import { isJsonObject, type EventDraft } from '../../shared/events';
import { LIMITS } from '../../shared/limits';
import type { DropReason } from '../../shared/stats';
import type { EventBroadcaster } from './event-broadcaster';
import type { EventHandlerRegistry } from './event-handler-registry';
import type { MemoryJournal } from './memory-journal';
import { MalformedEvent, normalizeEvent, normalizeHook, type HookAgent } from './normalize';
import type { RingBuffer } from './ring-buffer';
import { storedEvent } from './ring-buffer';
import type { Stats } from './stats';

/** An event that is refused, and why, in words for its sender. */
export class RefusedEvent extends Error {
  override name = 'RefusedEvent';

  constructor(
    readonly reason: DropReason,
    message: string,
  ) {
    super(message);
  }
}

/** What became of the events of one request. `seq` is that of the newest one accepted; 0 where none was. */
export interface IngestResult {
  accepted: number;
  seq: number;
  rejected: { index: number; message: string }[];
}

/** Takes raw payloads in, refuses what breaks a limit and sends the rest on the way of an event. */
export class Ingest {
  constructor(
    private readonly registry: EventHandlerRegistry,
    private readonly journal: MemoryJournal,
    private readonly buffer: RingBuffer,
    private readonly activity: ActivityModel,
    private readonly broadcaster: EventBroadcaster,
    private readonly stats: Stats,
  ) {}

  /**
   * One raw hook payload of a known agent.
   *
   * @throws RefusedEvent when it is not an object or nested too deeply
   */
  hook(agent: HookAgent, payload: unknown, trusted: boolean): void {
    this.stats.eventsReceived++;
    const arrived = performance.now();
    this.#store(
      this.#checked(payload, (object) => normalizeHook(agent, object, context(trusted))),
      arrived,
    );
  }

  /**
   * One event of the plain shape.
   *
   * @returns its `seq`
   * @throws RefusedEvent with the field that is wrong
   */
  event(payload: unknown, trusted: boolean): number {
    this.stats.eventsReceived++;
    const arrived = performance.now();
    return this.#store(
      this.#checked(payload, (object) => normalizeEvent(object, context(trusted))),
      arrived,
    );
  }

  /**
   * Several events, each taken or refused by itself.
   *
   * @throws RefusedEvent when there are more than `LIMITS.eventsPerRequest`; none is taken then
   */
  events(payloads: unknown[], trusted: boolean): IngestResult {
    if (payloads.length > LIMITS.eventsPerRequest) {
      this.stats.eventsReceived += payloads.length;
      this.stats.drop('too_many', payloads.length);
      throw new RefusedEvent(
        'too_many',
        `At most ${LIMITS.eventsPerRequest} events a request, not ${payloads.length}`,
      );
    }
    const result: IngestResult = { accepted: 0, seq: 0, rejected: [] };
    for (const [index, payload] of payloads.entries()) {
      try {
        result.seq = this.event(payload, trusted);
        result.accepted++;
      } catch (error) {
        if (!(error instanceof RefusedEvent)) throw error;
        result.rejected.push({ index, message: error.message });
      }
    }
    return result;
  }

  #checked(payload: unknown, normalize: (object: Record<string, unknown>) => EventDraft): EventDraft {
    if (!isJsonObject(payload)) throw this.#refusal('malformed', 'An event must be a JSON object');
    if (isDeeperThan(payload, LIMITS.nesting)) {
      throw this.#refusal('too_deep', `An event may be nested ${LIMITS.nesting} levels deep at most`);
    }
    try {
      return normalize(payload);
    } catch (error) {
      if (error instanceof MalformedEvent) throw this.#refusal('malformed', error.message);
      throw error;
    }
  }

  #refusal(reason: DropReason, message: string): RefusedEvent {
    this.stats.drop(reason);
    return new RefusedEvent(reason, message);
  }

  #store(draft: EventDraft, arrived: number): number {
    const known = this.buffer.seqOf(draft.id);
    if (known !== undefined) {
      this.stats.eventsDeduplicated++;
      return known;
    }
    this.registry.dispatch(draft);
    const stored = storedEvent(this.journal.append(draft), arrived);
    this.stats.drop('evicted', this.buffer.push(stored));
    this.broadcaster.broadcast(stored);
    this.activity.apply(stored.event);
    return stored.event.seq;
  }
}

function context(trusted: boolean) {
  return { receivedAt: Date.now(), trusted, mintId: () => uuidv7() };
}

/** `[]` and `{}` are one level. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const child of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeperThan(child, levels - 1)) return true;
  }
  return false;
}
