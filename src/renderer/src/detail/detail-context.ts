import { getContext, setContext } from 'svelte';
import type { Activity } from '../../../shared/activity/types';
import type { ActivityStore } from '../activity/activity.svelte';
import type { AppState } from '../app-state.svelte';

/** What rows deep inside the details may need: the app, and the entry that is shown. */
interface DetailContext {
  readonly app: AppState;
  readonly activity: () => ActivityStore;
  readonly entry: () => Activity;
}

const KEY = Symbol('details');

/** To be called where the details of an entry begin. */
export function provideDetail(context: DetailContext): void {
  setContext(KEY, context);
}

export function detailContext(): DetailContext {
  return getContext<DetailContext>(KEY);
}
