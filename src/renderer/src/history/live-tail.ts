import type { MonitorEvent } from '../../../shared/events';
import type { ActivityStore } from '../activity/activity.svelte';

/** Where new events are heard of; returns how to stop that. */
export type Live = (listener: (events: readonly MonitorEvent[]) => void) => () => void;

/** What comes live to a session, or to all, that is read from the history: it waits until all that was there is read. */
export class LiveTail {
  /** Stops listening. */
  readonly end: () => void;
  readonly #activity: ActivityStore;
  #waiting: MonitorEvent[] = [];
  /** The newest event that was read; null as long as reading goes on. */
  #newest: number | null = null;

  /** @param session the key of its session, as its events name it; null for all */
  constructor(live: Live, session: string | null, activity: ActivityStore) {
    this.#activity = activity;
    this.end = live((events) =>
      this.#hear(events.filter(({ session_id: key }) => session === null || (key ?? '') === session)),
    );
  }

  /** Goes on after the newest event that was read. */
  follow(newest: number): void {
    this.#newest = newest;
    this.#hear(this.#waiting.splice(0));
  }

  #hear(events: readonly MonitorEvent[]): void {
    const newest = this.#newest;
    if (newest === null) {
      this.#waiting.push(...events);
      return;
    }
    const fresh = events.filter(({ seq }) => seq > newest);
    // What is applied is drawn: other sessions are none of its business.
    if (fresh.length > 0) this.#activity.apply(fresh);
  }
}
