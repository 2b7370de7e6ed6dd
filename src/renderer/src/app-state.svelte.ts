import type { Bridge } from '../../shared/ipc';
import { ActivityStore } from './activity/activity.svelte';
import { DashboardClient } from './connection/dashboard-client.svelte';
import { ServerHealth } from './connection/server-health.svelte';
import { FilesLook } from './files/files-look.svelte';
import { Filters } from './filters.svelte';
import { HistoryClient } from './history/history-client';
import { Past } from './history/past.svelte';
import { JobList } from './jobs/job-list.svelte';
import { Navigation } from './navigation.svelte';
import { Search } from './search/search.svelte';
import { Viewed } from './session/viewed.svelte';
import type { Section } from './settings/fields';
import { SettingsEditor } from './settings/settings.svelte';

/** All that the window knows and remembers, put together once and handed to the views. */
export class AppState {
  readonly activity = new ActivityStore();
  readonly navigation = new Navigation();
  readonly filters = new Filters();
  readonly files = new FilesLook();
  readonly client: DashboardClient;
  readonly history: HistoryClient;
  readonly past: Past;
  readonly jobs: JobList;
  readonly search: Search;
  readonly settings: SettingsEditor;
  readonly health: ServerHealth;
  readonly viewed: Viewed;
  /** What lies over the window. */
  overlay = $state<'palette' | 'shortcuts' | null>(null);
  /** The part of the settings to be shown next. */
  settingsSection = $state<Section | null>(null);

  constructor(readonly bridge: Bridge) {
    this.settings = new SettingsEditor(bridge);
    this.history = new HistoryClient(() => bridge.endpoint());
    this.client = new DashboardClient(bridge, this.activity, this.history);
    this.jobs = new JobList(bridge.jobs);
    this.past = new Past(this.history, (listener) => this.client.onEvents(listener));
    this.search = new Search(this.history);
    this.health = new ServerHealth(bridge, this.client);
    this.viewed = new Viewed(this);
    // What was read of a former journal is not what the numbers of new events go on from.
    this.client.onReset(() => {
      this.past.drop();
      this.viewed.renew();
      this.search.renew();
    });
  }

  /** Goes where a link, a notification, the tray or a menu leads. */
  async followDestination(): Promise<void> {
    const destination = await this.bridge.destination();
    if (!destination) return;
    if (destination.view === 'session') this.navigation.showSession(destination.session);
    else if (destination.view === 'overview') this.navigation.show('overview');
    else {
      this.settingsSection = destination.view === 'agents' ? 'agents' : 'general';
      this.navigation.show('settings');
    }
  }
}
