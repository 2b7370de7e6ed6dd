import type { Endpoint } from '../../../shared/ipc';
import type { ServerStats } from '../../../shared/stats';

const INTERVAL = 1000;
/** Seconds of the past that the picture of traffic shows. */
const SECONDS = 120;

/** What the server says of itself, asked for once a second while somebody looks. */
export class StatsPoll {
  /** Null before the first answer, and while the server does not run. */
  stats = $state.raw<ServerStats | null>(null);
  /** Events that came in, by second; the newest one last. */
  traffic = $state.raw<readonly number[]>(new Array<number>(SECONDS).fill(0));

  readonly #endpoint: () => Promise<Endpoint>;
  #last: { received: number; startedAt: number; at: number } | null = null;

  /** @param endpoint where the server is now; null while it does not run */
  constructor(endpoint: () => Promise<Endpoint>) {
    this.#endpoint = endpoint;
  }

  /** Begins to ask; returns how to stop that. A page that is hidden does not ask. */
  open(): () => void {
    const ask = () => {
      if (!document.hidden) void this.ask();
    };
    ask();
    const timer = setInterval(ask, INTERVAL);
    return () => clearInterval(timer);
  }

  /** Asks once. */
  async ask(): Promise<void> {
    const stats = await this.#read().catch(() => null);
    this.stats = stats;
    if (stats) this.#measure(stats);
    else this.#last = null;
  }

  async #read(): Promise<ServerStats | null> {
    const endpoint = await this.#endpoint();
    if (!endpoint) return null;
    const response = await fetch(`${endpoint.url}/api/stats`, {
      headers: { authorization: `Bearer ${endpoint.token}` },
      signal: AbortSignal.timeout(INTERVAL * 5),
    });
    return response.ok ? ((await response.json()) as ServerStats) : null;
  }

  #measure({ events_received: received, start_time: startedAt }: ServerStats): void {
    const at = performance.now();
    const last = this.#last;
    this.#last = { received, startedAt, at };
    // After a restart counting begins anew.
    if (!last || last.startedAt !== startedAt) return;
    const seconds = Math.max(1, Math.round((at - last.at) / 1000));
    const each = Math.max(0, received - last.received) / seconds;
    this.traffic = [...this.traffic, ...new Array<number>(seconds).fill(each)].slice(-SECONDS);
  }
}
