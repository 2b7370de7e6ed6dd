import { DROP_REASONS, type DropReason, type ServerStats } from '../../shared/stats';

/** How many of the newest latencies the percentiles are taken from. */
const SAMPLES = 4096;

/** Counts what the server did. Counters only grow; they start at zero with the process. */
export class Stats {
  eventsReceived = 0;
  eventsSent = 0;
  eventsDeduplicated = 0;
  readonly dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<
    DropReason,
    number
  >;
  readonly #latencies = new Float64Array(SAMPLES);
  #measured = 0;

  /** @param onDrop called whenever something is refused */
  constructor(private readonly onDrop: () => void = () => undefined) {}

  drop(reason: DropReason, count = 1): void {
    this.dropped[reason] += count;
    if (count > 0) this.onDrop();
  }

  /** @param ms from an event's arrival to its emission */
  measure(ms: number): void {
    this.#latencies[this.#measured++ % SAMPLES] = ms;
  }

  /** Percentiles of the newest latencies, ms; zeros before the first. */
  latency(): ServerStats['latency'] {
    const sorted = this.#latencies.slice(0, Math.min(this.#measured, SAMPLES)).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? 0 };
  }
}
