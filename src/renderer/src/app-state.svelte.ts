import type { Bridge } from '../../shared/ipc';
import { ActivityStore } from './activity/activity.svelte';
import { DashboardClient } from './connection/dashboard-client.svelte';
import { ServerHealth } from './connection/server-health.svelte';
import { FilesLook } from './files/files-look.svelte';
import { Filters } from './filters.svelte';
import { HistoryClient } from './history/history-client';
import { JobList } from './jobs/job-list.svelte';
import { Navigation } from './navigation.svelte';
import { Search } from './search/search.svelte';
import { Preferences } from './preferences.svelte';
import { Viewed } from './session/viewed.svelte';

/** All that the window knows and remembers, put together once and handed to the views. */
export class AppState {
  readonly activity = new ActivityStore();
  readonly navigation = new Navigation();
  readonly filters = new Filters();
  readonly files = new FilesLook();
  readonly preferences = new Preferences();
  readonly client: DashboardClient;
  readonly history: HistoryClient;
  readonly jobs: JobList;
  readonly search: Search;
  readonly health: ServerHealth;
  readonly viewed: Viewed;
  /** What lies over the window. */
  overlay = $state<'palette' | 'shortcuts' | null>(null);

  constructor(readonly bridge: Bridge) {
    this.client = new DashboardClient(bridge, this.activity);
    this.jobs = new JobList(bridge.jobs);
    this.history = new HistoryClient(() => bridge.endpoint());
    this.search = new Search(this.history);
    this.health = new ServerHealth(() => bridge.endpoint());
    this.viewed = new Viewed(this);
  }
}
