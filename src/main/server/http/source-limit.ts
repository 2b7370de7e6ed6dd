import { RefusedEvent } from '../ingest';
import type { Stats } from '../stats';

/** How long a source may go on beyond its rate, in seconds of it: agents work in bursts. */
const BURST_SECONDS = 60;

interface Source {
  /** What it may still send; below zero after a request that was larger than that. */
  left: number;
  /** On the clock of `performance.now()`. */
  at: number;
}

/**
 * Keeps a stray program from burying what the others send. A source is an address together with a route, so that one
 * agent's flood leaves the others their share; each new connection looks the same, as hooks open one for each event.
 */
export class SourceLimit {
  readonly #sources = new Map<string, Source>();

  /** @param rate events per second; 0 for no limit. A minute's worth of them may come at once. */
  constructor(
    private readonly rate: number,
    private readonly stats: Stats,
  ) {}

  /**
   * Counts one event of a source, before what it sent is looked at.
   *
   * @throws RefusedEvent which is counted, and tells when to come back, where the source is beyond its limit
   */
  take(address: string | undefined, route: string): void {
    if (this.rate === 0) return;
    const source = this.#sourceOf(address, route);
    if (source.left < 1) {
      const seconds = Math.max(1, Math.ceil((1 - source.left) / this.rate));
      const message = `More than ${this.rate} events a second without the token; try again in ${seconds} s`;
      this.stats.drop('rate_limited');
      throw new RefusedEvent('rate_limited', message, seconds);
    }
    source.left -= 1;
  }

  /** Counts the other events of a request. What has been read is taken; the source's next request waits for it. */
  charge(address: string | undefined, route: string, others: number): void {
    if (this.rate > 0 && others > 0) this.#sourceOf(address, route).left -= others;
  }

  #sourceOf(address: string | undefined, route: string): Source {
    const key = `${address} ${route}`;
    const now = performance.now();
    const most = this.rate * BURST_SECONDS;
    const source = this.#sources.get(key) ?? { left: most, at: now };
    source.left = Math.min(most, source.left + ((now - source.at) / 1000) * this.rate);
    source.at = now;
    this.#sources.set(key, source);
    return source;
  }
}
