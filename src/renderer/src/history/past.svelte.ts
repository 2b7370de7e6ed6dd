import { messageOf } from '../../../shared/message-of';
import { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from './history-client';
import { LiveTail, type Live } from './live-tail';

/** What of the history is read: a session or all, from a moment on (ms since the epoch). */
export interface PastScope {
  readonly session: string | null;
  readonly from: number;
}

/**
 * What the window no longer has in memory, read once more from the history when somebody asks for it: all of a scope, and
 * what comes in from then on. Views that count show it instead of what is in memory.
 */
export class Past {
  activity = $state.raw(new ActivityStore());
  scope = $state.raw<PastScope | null>(null);
  /** How far the reading is, of 1; null while nothing is read. */
  share = $state<number | null>(null);
  /** What went wrong, for the user. */
  problem = $state<string | null>(null);

  readonly #history: HistoryClient;
  readonly #live: Live;
  #abort = new AbortController();
  #tail: LiveTail | null = null;

  constructor(history: HistoryClient, live: Live) {
    this.#history = history;
    this.#live = live;
  }

  /** Whether what was read holds all of a scope. */
  covers({ session, from }: PastScope): boolean {
    if (!this.scope || this.share !== null) return false;
    return (this.scope.session === null || this.scope.session === session) && this.scope.from <= from;
  }

  /** Reads a scope; what was read before goes on being there until it is. */
  async read(scope: PastScope): Promise<void> {
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    const activity = new ActivityStore();
    // What comes while the pages are read may be on none of them.
    const tail = new LiveTail(this.#live, scope.session, activity);
    this.share = 0;
    this.problem = null;
    try {
      tail.follow(await this.#readPages(scope, activity, signal));
      this.#tail?.end();
      this.#tail = tail;
      this.activity = activity;
      this.scope = scope;
    } catch (error) {
      tail.end();
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      if (!signal.aborted) this.share = null;
    }
  }

  /** Breaks the reading off. */
  cancel(): void {
    this.#abort.abort();
    this.share = null;
  }

  /** Forgets what was read: the server has another journal. */
  drop(): void {
    this.cancel();
    this.#tail?.end();
    this.activity = new ActivityStore();
    this.scope = null;
    this.problem = null;
  }

  async #readPages(scope: PastScope, activity: ActivityStore, signal: AbortSignal): Promise<number> {
    const query = {
      ...(scope.session !== null && { session: scope.session }),
      ...(scope.from > 0 && { since: Math.floor(scope.from) }),
    };
    let first: number | undefined;
    let newest = 0;
    for await (const { events, head } of this.#history.pages(query, signal)) {
      activity.apply(events);
      first ??= events[0]?.seq ?? head;
      newest = events.at(-1)?.seq ?? newest;
      this.share = (newest - first) / Math.max(1, head - first);
    }
    return newest;
  }
}
