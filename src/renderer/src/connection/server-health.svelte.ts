import { isJsonObject } from '../../../shared/events';
import type { Endpoint } from '../../../shared/ipc';
import type { ServerStats } from '../../../shared/stats';

/** How often the server is asked, in ms. */
const INTERVAL = 2000;

/** What the server tells of itself, asked for again and again while the window can be seen. */
export class ServerHealth {
  /** Null while it does not run or does not answer. */
  stats = $state.raw<ServerStats | null>(null);

  readonly #endpoint: () => Promise<Endpoint>;

  /** @param endpoint where the server is now; null while it does not run */
  constructor(endpoint: () => Promise<Endpoint>) {
    this.#endpoint = endpoint;
  }

  /** Begins to ask; returns how to stop that. */
  follow(): () => void {
    const timer = setInterval(() => this.#look(), INTERVAL);
    const look = (): void => this.#look();
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  #look(): void {
    if (document.hidden) return;
    this.#ask().then(
      (stats) => (this.stats = stats),
      () => (this.stats = null),
    );
  }

  async #ask(): Promise<ServerStats | null> {
    const endpoint = await this.#endpoint();
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
