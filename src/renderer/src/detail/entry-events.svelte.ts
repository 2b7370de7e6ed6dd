import { SvelteMap } from 'svelte/reactivity';
import type { Activity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import { messageOf } from '../../../shared/message-of';
import type { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from '../history/history-client';

/** Why an event is not there: on its way, no longer kept, or not to be had now. */
type Missing = 'loading' | 'gone' | { readonly message: string };
type Found = MonitorEvent | Missing | null;

/**
 * The events that an entry was made of, with their payloads: from memory, else from the history. To be made while a
 * component is.
 */
export class EntryEvents {
  readonly #activity: () => ActivityStore;
  readonly #history: HistoryClient;
  readonly #entry: () => Activity;
  readonly #fetched = new SvelteMap<number, Found>();
  #attempt = $state(0);

  readonly #first: Found = $derived.by(() => this.#find(startSeqOf(this.#entry())));
  readonly #second: Found = $derived.by(() => this.#find(stopSeqOf(this.#entry())));
  /** Those that are not in memory; as text, so that nothing begins anew while they are the same. */
  readonly #wanted = $derived.by(() =>
    [startSeqOf(this.#entry()), stopSeqOf(this.#entry())]
      .filter((seq) => seq !== null && !this.#activity().event(seq))
      .join(),
  );

  readonly start: MonitorEvent | undefined = $derived(isEvent(this.#first) ? this.#first : undefined);
  readonly stop: MonitorEvent | undefined = $derived(isEvent(this.#second) ? this.#second : undefined);
  /** Why there is less than there was; null where all that is kept is there. */
  readonly missing: Missing | null = $derived.by(() => {
    const missing = [this.#first, this.#second].filter(isMissing);
    const failed = missing.find((one) => typeof one === 'object');
    if (failed || missing.includes('loading')) return failed ?? 'loading';
    return missing.length > 0 && !this.start && !this.stop ? 'gone' : null;
  });

  constructor(activity: () => ActivityStore, history: HistoryClient, entry: () => Activity) {
    this.#activity = activity;
    this.#history = history;
    this.#entry = entry;
    $effect(() => {
      void this.#attempt;
      const abort = new AbortController();
      for (const seq of this.#wanted.split(',').filter(Boolean)) void this.#fetch(Number(seq), abort.signal);
      return () => abort.abort();
    });
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.#fetched.clear();
    this.#attempt++;
  }

  #find(seq: number | null): Found {
    if (seq === null) return null;
    return this.#activity().event(seq) ?? this.#fetched.get(seq) ?? 'loading';
  }

  async #fetch(seq: number, signal: AbortSignal): Promise<void> {
    const found = await this.#history.event(seq, signal).then(
      (event) => event ?? 'gone',
      (error: unknown) => ({ message: messageOf(error) }),
    );
    if (!signal.aborted) this.#fetched.set(seq, found);
  }
}

function startSeqOf(entry: Activity): number | null {
  return entry.kind === 'call' ? entry.startSeq : entry.seq;
}

function stopSeqOf(entry: Activity): number | null {
  return entry.kind === 'call' ? entry.stopSeq : null;
}

function isMissing(found: Found): found is Missing {
  return found !== null && !isEvent(found);
}

function isEvent(found: Found): found is MonitorEvent {
  return typeof found === 'object' && found !== null && 'seq' in found;
}
