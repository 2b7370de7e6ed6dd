import type { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from '../history/history-client';

/** Reads events from the history whose payloads are no longer in memory; returns how to stop that. */
export function recallPayloads(history: HistoryClient, activity: ActivityStore, seqs: number[]): () => void {
  const abort = new AbortController();
  for (const seq of seqs) {
    // Where the history cannot be read, the details go on to say that the payload is no longer in memory.
    history.event(seq, abort.signal).then(
      (event) => event && activity.recall(event),
      () => undefined,
    );
  }
  return () => abort.abort();
}
