import type { Selection } from '../../../shared/jobs';
import type { FilterValues } from '../filters.svelte';

/** The filters as history and export understand them. */
export function selectionOf({ session, agent, tool, type, failed, from, to, text }: FilterValues): Selection {
  return {
    ...(session !== null && { session }),
    ...(agent !== null && { agent }),
    ...(tool !== null && { tool }),
    ...(type !== null && { type }),
    ...(failed && { failed }),
    ...(from !== null && { since: from }),
    ...(to !== null && { until: to }),
    ...(text.trim() !== '' && { q: text }),
  };
}
