import { ActivityModel } from '../../../shared/activity/activity-model';
import type { Activity, AgentActivity, CallActivity, SessionActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import type { FileActivity } from '../../../shared/files/file-index';
import { paced } from '../lib/paced';
import { ToolStats } from '../tools/tool-stats';
import { EventStore } from './event-store';
import { inListOrder } from './session-order';
import { Strips } from './strips';

/** How often what is shown changes at most, in ms: nobody reads faster, and rows are not made for nothing. */
const INTERVAL = 100;
/** The same for the list of sessions: twenty busy sessions would else be a flicker. */
const LIST_INTERVAL = 250;

/** What the agents did, as the views read it: the shared model, made reactive. */
export class ActivityStore {
  /** What tools were used; not reactive: whoever shows it asks again as often as it can be read. */
  readonly tools = new ToolStats();
  readonly #model = new ActivityModel({ onCall: (before, now) => this.tools.update(before, now) });
  readonly #payloads = new EventStore();
  readonly #strips = new Strips();
  #version = $state(0);
  #listVersion = $state(0);
  readonly #renew = paced(() => this.#version++, INTERVAL);
  readonly #renewList = paced(() => this.#listVersion++, LIST_INTERVAL);

  /** In the order of the list: waiting, working, idle, ended. Renewed as often as it can be read. */
  readonly sessions: readonly SessionActivity[] = $derived.by(() => {
    void this.#listVersion;
    return inListOrder([...this.#model.sessions.values()]);
  });
  /** Those that a filter can name: not that of events without a session. */
  readonly namedSessions: readonly SessionActivity[] = $derived(
    this.sessions.filter(({ key }) => key !== ''),
  );

  /** Takes in the next events of the stream. */
  apply(events: readonly MonitorEvent[]): void {
    for (const event of events) {
      this.#model.apply(event);
      this.#payloads.add(event);
      this.#strips.add(event);
    }
    this.#changed();
  }

  /** Takes in the events before all that are there, in order. Their payloads are not kept. */
  applyEarlier(events: readonly MonitorEvent[]): void {
    for (const event of events.toReversed()) {
      this.#model.applyEarlier(event);
      this.#strips.add(event);
    }
    this.#changed();
  }

  reset(): void {
    this.#model.reset();
    this.tools.clear();
    this.#payloads.clear();
    this.#strips.clear();
    this.#changed();
  }

  /** Whether entries were let go of because there were too many. */
  get forgetful(): boolean {
    this.#read();
    return this.#model.hasForgotten;
  }

  session(key: string): SessionActivity | undefined {
    this.#read();
    return this.#model.sessions.get(key);
  }

  agent(sessionKey: string, agentId: string | null): AgentActivity | undefined {
    return agentId === null ? undefined : this.session(sessionKey)?.agents.find(({ id }) => id === agentId);
  }

  /** The timeline of a session, or of all, as it is now. */
  entries(sessionKey: string | null): readonly Activity[] {
    this.#read();
    // The model's own array changes in place, which nobody who holds it would notice.
    return this.#model.entries(sessionKey ?? undefined).slice();
  }

  /** The files that a session, or all of them, used. Renewed with the list of sessions. */
  files(sessionKey: string | null): readonly FileActivity[] {
    void this.#listVersion;
    return this.#model.files(sessionKey ?? undefined);
  }

  /** The newest state of a call. */
  call(key: string): CallActivity | undefined {
    this.#read();
    return this.#model.call(key);
  }

  /** The newest state of an entry. */
  entry(key: string | null): Activity | undefined {
    this.#read();
    return key === null ? undefined : this.#model.entry(key);
  }

  /** An event with its payload; undefined where it is no longer in memory. */
  event(seq: number | null): MonitorEvent | undefined {
    this.#read();
    return seq === null ? undefined : this.#payloads.get(seq);
  }

  /** How many events a session had over its time, in parts of equal length. Renewed with the list of sessions. */
  strip(sessionKey: string): readonly number[] {
    void this.#listVersion;
    return this.#strips.of(sessionKey);
  }

  #changed(): void {
    this.#renew();
    this.#renewList();
  }

  /** Makes whoever asks be asked again when there is something new. */
  #read(): number {
    return this.#version;
  }
}
