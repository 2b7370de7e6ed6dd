import { ActivityModel } from '../../../shared/activity/activity-model';
import type { Activity, AgentActivity, CallActivity, SessionActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import { paced } from '../lib/paced';
import { EventStore } from './event-store';
import { inListOrder } from './session-order';

/** How often the list of sessions changes at most, in ms: twenty busy sessions would else be a flicker. */
const LIST_INTERVAL = 250;

/** What the agents did, as the views read it: the shared model, made reactive once per batch of events. */
export class ActivityStore {
  readonly #model = new ActivityModel();
  readonly #payloads = new EventStore();
  #version = $state(0);
  #listVersion = $state(0);
  readonly #renewList = paced(() => this.#listVersion++, LIST_INTERVAL);

  /** In the order of the list: waiting, working, idle, ended. Renewed as often as it can be read. */
  readonly sessions: readonly SessionActivity[] = $derived.by(() => {
    void this.#listVersion;
    return inListOrder([...this.#model.sessions.values()]);
  });

  apply(events: readonly MonitorEvent[]): void {
    for (const event of events) {
      this.#model.apply(event);
      this.#payloads.add(event);
    }
    this.#changed();
  }

  reset(): void {
    this.#model.reset();
    this.#payloads.clear();
    this.#changed();
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

  #changed(): void {
    this.#version++;
    this.#renewList();
  }

  /** Makes whoever asks be asked again after the next batch. */
  #read(): number {
    return this.#version;
  }
}
