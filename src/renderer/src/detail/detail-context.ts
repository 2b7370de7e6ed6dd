import { getContext, setContext } from 'svelte';
import type { ActivityStore } from '../activity/activity.svelte';
import type { AppState } from '../app-state.svelte';

/** What rows deep inside the details may need: the app, and of which session they are. */
interface DetailContext {
  readonly app: AppState;
  readonly activity: () => ActivityStore;
  /** That of the session which paths and sub-agents are of. */
  readonly sessionKey: () => string;
}

const KEY = Symbol('details');

/** To be called where the details of an entry begin. */
export function provideDetail(context: DetailContext): void {
  setContext(KEY, context);
}

export function detailContext(): DetailContext {
  return getContext<DetailContext>(KEY);
}
