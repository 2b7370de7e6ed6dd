import type { MonitorEvent } from '../../../shared/events';
import { messageOf } from '../../../shared/message-of';
import { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from './history-client';
import { LiveTail, type Live } from './live-tail';

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
  readonly #tail: LiveTail;
  #first = Infinity;

  /** @param key the session's, as its events name it */
  constructor(
    history: HistoryClient,
    readonly key: string,
    live: Live,
  ) {
    this.#history = history;
    this.#tail = new LiveTail(live, key, this.activity);
  }

  /** Reads the events before and at `seq`, and all that follow. */
  async open(seq: number): Promise<void> {
    await this.#read(async (signal) => {
      const page = await this.#history.page({ session: this.key, before: seq + 1 }, signal);
      this.#put(page.events, page.more);
      const last = page.events.at(-1)?.seq;
      const after = last ?? seq;
      let newest = last ?? 0;
      for await (const { events } of this.#history.pages({ session: this.key, after }, signal)) {
        this.activity.apply(events);
        newest = events.at(-1)?.seq ?? newest;
      }
      this.#tail.follow(newest);
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
    this.#tail.end();
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
}
