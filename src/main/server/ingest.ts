import type { ActivityModel } from '../../shared/activity/activity-model';
import { isJsonObject, type EventDraft, type MonitorEvent } from '../../shared/events';
import { LIMITS } from '../../shared/limits';
import type { DropReason } from '../../shared/stats';
import { mayStandAsSent } from './as-sent';
import { binaryField } from './binary-field';
import type { EventBroadcaster } from './event-broadcaster';
import type { EventHandlerRegistry } from './event-handler-registry';
import type { EventJournal } from './event-journal';
import type { Appended } from './journal/append-queue';
import { JournalError } from './journal/errors';
import { MalformedEvent, normalizeEvent, normalizeHook, type Arrival, type HookAgent } from './normalize';
import { normalizeRecorded } from './normalize/recorded';
import type { Redactor } from './redaction/redactor';
import type { Restoration } from './restore';
import type { RingBuffer } from './ring-buffer';
import type { Stats } from './stats';
import { uuidV7 } from './uuid-v7';

/** An event that is refused, and why, in words for its sender. */
export class RefusedEvent extends Error {
  override name = 'RefusedEvent';

  constructor(
    readonly reason: DropReason,
    message: string,
    /** When its sender may try again, in seconds; null where that is not known. */
    readonly retryAfter: number | null = null,
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

/** What became of recorded events. Duplicates are among the accepted. */
export interface RecordedResult {
  accepted: number;
  duplicates: number;
  rejected: { index: number; message: string }[];
}

/** What the forwarder knows of a payload that the payload does not say. */
export interface Origin {
  /** The idempotency key: a payload may come by HTTP and by the spool too, and is one event. */
  id?: string | undefined;
  /** When it happened, ms since the epoch. */
  happenedAt?: number;
  /** The payload as JSON, as it was sent. */
  text?: string;
}

/** Takes raw payloads in, refuses what breaks a limit and sends the rest on the way of an event. */
export class Ingest {
  constructor(
    private readonly registry: EventHandlerRegistry,
    private readonly journal: EventJournal,
    private readonly buffer: RingBuffer,
    private readonly activity: Pick<ActivityModel, 'apply'>,
    private readonly broadcaster: Pick<EventBroadcaster, 'broadcast'>,
    private readonly stats: Stats,
    private readonly redactor: Redactor,
    private readonly restoration: Restoration,
  ) {}

  /**
   * One raw hook payload of a known agent. Resolves once it is durable.
   *
   * @throws RefusedEvent when it is not an object, nested too deeply, or cannot be kept now
   */
  async hook(agent: HookAgent, payload: unknown, trusted: boolean, origin: Origin = {}): Promise<void> {
    const arrived = this.#arrive(1);
    const clean = this.#passes(origin.text);
    const arrival = arrivalOf(trusted, origin);
    const draft = this.#checked(payload, clean, (object) => normalizeHook(agent, object, arrival));
    await this.#store([draft], arrived, clean ? origin.text : undefined);
  }

  /**
   * One event of the plain shape. Resolves once it is durable.
   *
   * @param text the event as JSON, as it was sent, where it was
   * @returns its `seq`
   * @throws RefusedEvent with the field that is wrong, or when it cannot be kept now
   */
  async event(payload: unknown, trusted: boolean, text?: string): Promise<number> {
    const arrived = this.#arrive(1);
    if (text === undefined) this.#requireJson(payload);
    const clean = this.#passes(text);
    const draft = this.#plain(payload, clean, arrivalOf(trusted));
    return newest(await this.#store([draft], arrived, clean ? text : undefined));
  }

  /**
   * Several events, each taken or refused by itself. Resolves once those taken are durable.
   *
   * @param text the events as JSON, as they were sent
   * @throws RefusedEvent when there are more than `LIMITS.eventsPerRequest`, or they cannot be kept now; none is taken
   */
  async events(payloads: unknown[], trusted: boolean, text: string): Promise<IngestResult> {
    const arrived = this.#arrive(payloads.length);
    if (payloads.length > LIMITS.eventsPerRequest) {
      const message = `At most ${LIMITS.eventsPerRequest} events a request, not ${payloads.length}`;
      throw this.#refusal('too_many', message, payloads.length);
    }
    const clean = this.#passes(text);
    const arrival = arrivalOf(trusted);
    const { drafts, rejected } = readable(payloads, (payload) => this.#plain(payload, clean, arrival));
    return { accepted: drafts.length, seq: newest(await this.#store(drafts, arrived)), rejected };
  }

  /**
   * Events as they were recorded, in this journal or another one, each taken or refused by itself. Resolves once those
   * taken are durable.
   *
   * @throws RefusedEvent when they cannot be kept now; none is taken
   */
  async recorded(payloads: unknown[]): Promise<RecordedResult> {
    const arrived = this.#arrive(payloads.length);
    const { drafts, rejected } = readable(payloads, (payload) =>
      // The event around a payload is a level that an export adds.
      this.#checked(payload, false, (object) => normalizeRecorded(object, Date.now()), LIMITS.nesting + 1),
    );
    const appended = await this.#store(drafts, arrived);
    const duplicates = appended.filter(({ duplicate }) => duplicate).length;
    return { accepted: drafts.length, duplicates, rejected };
  }

  #arrive(count: number): number {
    this.stats.eventsReceived += count;
    return performance.now();
  }

  /** Whether one look tells that there is nothing to redact. */
  #passes(text: string | undefined): boolean {
    return text !== undefined && this.redactor.passes(text);
  }

  // A megabyte of bytes would be some megabytes of numbers, each of them looked at for secrets.
  #requireJson(payload: unknown): void {
    const field = binaryField(payload);
    if (field !== null) throw this.#refusal('malformed', `${field} must be JSON, and is binary`);
  }

  #plain(payload: unknown, clean: boolean, arrival: Arrival): EventDraft {
    return this.#checked(payload, clean, (object) => normalizeEvent(object, arrival));
  }

  /** @param clean there is nothing to redact */
  #checked(
    payload: unknown,
    clean: boolean,
    normalize: (object: Record<string, unknown>) => EventDraft,
    levels: number = LIMITS.nesting,
  ): EventDraft {
    if (!isJsonObject(payload)) throw this.#refusal('malformed', 'An event must be a JSON object');
    if (isDeeperThan(payload, levels)) {
      throw this.#refusal('too_deep', `An event may be nested ${levels} levels deep at most`);
    }
    try {
      if (clean) return normalize(payload);
      const { value, count } = this.redactor.redact(payload);
      const draft = normalize(value);
      if (count > 0) draft.redacted = count;
      return draft;
    } catch (error) {
      if (error instanceof MalformedEvent) throw this.#refusal('malformed', error.message);
      throw error;
    }
  }

  #refusal(reason: DropReason, message: string, count = 1): RefusedEvent {
    this.stats.drop(reason, count);
    return new RefusedEvent(reason, message);
  }

  /** @param data the JSON text of the only draft's `data`, where it may stand as it was sent */
  async #store(drafts: EventDraft[], arrived: number, data?: string): Promise<Appended[]> {
    const { pendingEvents, pendingBytes } = this.journal;
    if (pendingEvents > LIMITS.pendingEvents || pendingBytes > LIMITS.pendingBytes) {
      throw this.#refusal('overloaded', 'Too many events wait to be stored; try again', drafts.length);
    }
    if (!this.restoration.isDone) await this.restoration.done();
    for (const draft of drafts) if (!this.buffer.seqOf(draft.id)) this.registry.dispatch(draft);
    let appended: Appended[];
    try {
      appended = await this.journal.append(drafts, data && mayStandAsSent(data) ? data : undefined);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      const message = `The journal cannot keep events now: ${error.message}`;
      throw this.#refusal('not_stored', message, drafts.length);
    }
    for (let index = 0; index < appended.length; index++) {
      const result = appended[index]!;
      if (result.duplicate) this.stats.eventsDeduplicated++;
      else this.#publish(Object.assign(drafts[index]!, { seq: result.seq }), result, arrived);
    }
    return appended;
  }

  #publish(event: MonitorEvent, { text, bytes }: { text: string; bytes: number }, arrived: number): void {
    const stored = { seq: event.seq, id: event.id, type: event.type, text, bytes };
    this.stats.drop('evicted', this.buffer.push(stored));
    this.broadcaster.broadcast(stored, arrived);
    this.activity.apply(event);
  }
}

/** What can be read, and why the rest cannot. */
function readable(payloads: unknown[], read: (payload: unknown) => EventDraft) {
  const drafts: EventDraft[] = [];
  const rejected: IngestResult['rejected'] = [];
  for (const [index, payload] of payloads.entries()) {
    try {
      drafts.push(read(payload));
    } catch (error) {
      if (!(error instanceof RefusedEvent)) throw error;
      rejected.push({ index, message: error.message });
    }
  }
  return { drafts, rejected };
}

/** The `seq` of the last one; 0 for none. */
function newest(appended: Appended[]): number {
  return appended.at(-1)?.seq ?? 0;
}

function arrivalOf(trusted: boolean, { id, happenedAt }: Origin = {}): Arrival {
  return { receivedAt: Date.now(), trusted, mintId: () => id ?? uuidV7(), happenedAt };
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
