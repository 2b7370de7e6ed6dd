import type { Bridge } from '../../shared/ipc';
import { ActivityStore } from './activity/activity.svelte';
import { DashboardClient } from './connection/dashboard-client.svelte';
import { Filters } from './filters.svelte';
import { HistoryClient } from './history/history-client';
import { Navigation } from './navigation.svelte';

/** All that the window knows and remembers, put together once and handed to the views. */
export class AppState {
  readonly activity = new ActivityStore();
  readonly navigation = new Navigation();
  readonly filters = new Filters();
  readonly client: DashboardClient;
  readonly history: HistoryClient;

  constructor(readonly bridge: Bridge) {
    this.client = new DashboardClient(bridge, this.activity);
    this.history = new HistoryClient(() => bridge.endpoint());
  }
}
