import type { MonitorEvent } from '../../../shared/events';
import { messageOf } from '../../../shared/message-of';
import { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from './history-client';

/** Where new events are heard of; returns how to stop that. */
export type Live = (listener: (events: readonly MonitorEvent[]) => void) => () => void;

/** One session as the history tells it, from some event on to its end, and further back on demand. */
export class SessionHistory {
  readonly activity = new ActivityStore();
  /** Whether it goes on to the session's end, so that it can be shown. */
  ready = $state(false);
  loading = $state(false);
  /** What went wrong, for the user. */
  problem = $state<string | null>(null);
  /** Whether there may be events before the first one here. */
  more = $state(true);

  readonly #history: HistoryClient;
  readonly #abort = new AbortController();
  readonly #unfollow: () => void;
  /** What came live before all that was there had been read. */
  #waiting: MonitorEvent[] = [];
  #first = Infinity;

  /** @param key the session's, as its events name it */
  constructor(
    history: HistoryClient,
    readonly key: string,
    live: Live,
  ) {
    this.#history = history;
    this.#unfollow = live((events) => this.#hear(events));
  }

  /** Reads the events before and at `seq`, and all that follow. */
  async open(seq: number): Promise<void> {
    await this.#read(async (signal) => {
      const page = await this.#history.page({ session: this.key, before: seq + 1 }, signal);
      this.#put(page.events, page.more);
      const after = page.events.at(-1)?.seq ?? seq;
      for await (const { events } of this.#history.pages({ session: this.key, after }, signal)) {
        this.activity.apply(events);
      }
      this.activity.apply(this.#waiting);
      this.#waiting = [];
      this.ready = true;
    });
  }

  /** Reads one more page of what came before. */
  async older(): Promise<void> {
    if (this.loading || !this.more || !this.ready) return;
    await this.#read(async (signal) => {
      const page = await this.#history.page({ session: this.key, before: this.#first }, signal);
      this.#put(page.events, page.more);
    });
  }

  /** Stops whatever it does. */
  close(): void {
    this.#abort.abort();
    this.#unfollow();
  }

  async #read(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    this.loading = true;
    this.problem = null;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      this.loading = false;
    }
  }

  #put(events: readonly MonitorEvent[], more: boolean): void {
    this.activity.applyEarlier(events);
    this.#first = Math.min(this.#first, events[0]?.seq ?? Infinity);
    this.more = more && events.length > 0;
  }

  #hear(events: readonly MonitorEvent[]): void {
    const own = events.filter(({ session_id }) => (session_id ?? '') === this.key);
    if (own.length === 0) return;
    if (this.ready) this.activity.apply(own);
    else this.#waiting.push(...own);
  }
}
