import { isJsonObject } from '../../../shared/events';
import type { Bridge } from '../../../shared/ipc';
import type { ServerStats } from '../../../shared/stats';
import { paced } from '../lib/paced';
import { Traffic } from './traffic.svelte';
import type { DashboardClient } from './dashboard-client.svelte';

/** How often the server is asked at most, in ms. */
const INTERVAL = 2000;

/**
 * What the server tells of itself. It is asked when something has happened and the window can be seen: a window on a
 * quiet server costs nothing.
 */
export class ServerHealth {
  /** Null while it does not run or does not answer. */
  stats = $state.raw<ServerStats | null>(null);
  /** Measured from the beginning, so that there is something to see when somebody looks. */
  readonly traffic = new Traffic();

  readonly #bridge: Bridge;
  readonly #client: DashboardClient;
  readonly #lookSoon = paced(() => this.#look(), INTERVAL);

  constructor(bridge: Bridge, client: DashboardClient) {
    this.#bridge = bridge;
    this.#client = client;
  }

  /** Begins to ask whenever the server has news; returns how to stop that. */
  follow(): () => void {
    const look = this.#lookSoon;
    document.addEventListener('visibilitychange', look);
    const ends = [
      this.#bridge.onStatus(look),
      this.#client.onEvents(look),
      this.#client.onStats(look),
      () => document.removeEventListener('visibilitychange', look),
    ];
    look();
    return () => ends.forEach((end) => end());
  }

  /** Asks again and again, for what changes by itself; returns how to stop that. */
  watch(): () => void {
    const timer = setInterval(this.#lookSoon, INTERVAL);
    this.#lookSoon();
    return () => clearInterval(timer);
  }

  #look(): void {
    if (document.hidden) return;
    this.#ask().then(
      (stats) => {
        this.stats = stats;
        if (stats) this.traffic.measure(stats, performance.now());
      },
      () => {
        this.stats = null;
        this.#lookSoon();
      },
    );
  }

  async #ask(): Promise<ServerStats | null> {
    const endpoint = await this.#bridge.endpoint();
    if (!endpoint) return null;
    const response = await fetch(`${endpoint.url}/api/stats`, {
      headers: { authorization: `Bearer ${endpoint.token}` },
      signal: AbortSignal.timeout(INTERVAL),
    });
    const stats: unknown = await response.json();
    return isStats(stats) ? stats : null;
  }
}

function isStats(value: unknown): value is ServerStats {
  return (
    isJsonObject(value) &&
    typeof value['head'] === 'number' &&
    typeof value['journal_bytes'] === 'number' &&
    isJsonObject(value['events_dropped']) &&
    isJsonObject(value['latency']) &&
    Array.isArray(value['clients'])
  );
}
