import type { Activity } from '../../shared/activity/types';
import type { ActivityStore } from './activity/activity.svelte';

/** What the user is looking at: one session or all, and one entry of the timeline. */
export class Selection {
  /** The session whose timeline is shown; null for all. */
  session: string | null = $derived.by(() => {
    const chosen = this.#session;
    return chosen !== null && this.#activity.session(chosen) ? chosen : null;
  });
  /** The selected entry as it is now. */
  entry: Activity | null = $derived.by(() => {
    const chosen = this.#entry;
    return chosen?.kind === 'call' ? (this.#activity.call(chosen.key) ?? chosen) : chosen;
  });
  /** Whether the entry's details are shown. */
  open = $state(false);

  readonly #activity: ActivityStore;
  #session = $state<string | null>(null);
  #entry = $state.raw<Activity | null>(null);

  constructor(activity: ActivityStore) {
    this.#activity = activity;
  }

  show(session: string | null): void {
    this.#session = session;
    this.clear();
  }

  select(entry: Activity): void {
    this.#entry = entry;
  }

  clear(): void {
    this.#entry = null;
    this.open = false;
  }
}
