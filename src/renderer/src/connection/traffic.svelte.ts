import type { ServerStats } from '../../../shared/stats';

/** How many rates are kept, and what time each is of, in ms: three minutes in all. */
const MOST = 90;
const STEP = 2000;

/** How many events came in each second, measured between one answer of the server and the next. */
export class Traffic {
  /** The newest one last. */
  rates = $state.raw<readonly number[]>(new Array<number>(MOST).fill(0));
  #last: { received: number; startedAt: number; at: number } | null = null;

  /** @param at when the server answered, ms of any clock */
  measure({ events_received: received, start_time: startedAt }: ServerStats, at: number): void {
    const last = this.#last;
    this.#last = { received, startedAt, at };
    // After a restart counting begins anew.
    if (!last || last.startedAt !== startedAt || at <= last.at) return;
    const rate = (Math.max(0, received - last.received) / (at - last.at)) * 1000;
    // While the server is quiet or the window hidden it is not asked, and yet time goes by.
    const steps = Math.min(MOST, Math.max(1, Math.round((at - last.at) / STEP)));
    this.rates = [...this.rates, ...new Array<number>(steps).fill(rate)].slice(-MOST);
  }
}
