import type { Result, Unit } from '../figure';

/** How far a ratio may get worse before it is a regression: throughput down, latency and memory up. */
const THROUGHPUT_DECREASE = 0.2;
const LATENCY_INCREASE = 0.5;
const MEMORY_INCREASE = 0.3;

const ALLOWED: Record<Unit, { worse: 'lower' | 'higher'; by: number }> = {
  'events/s': { worse: 'lower', by: THROUGHPUT_DECREASE },
  'requests/s': { worse: 'lower', by: THROUGHPUT_DECREASE },
  '%': { worse: 'lower', by: THROUGHPUT_DECREASE },
  ms: { worse: 'higher', by: LATENCY_INCREASE },
  MB: { worse: 'higher', by: MEMORY_INCREASE },
};

/**
 * What got worse since a baseline, each in a line of words. Ratios are compared, never absolute figures: those belong to
 * the machine. Results that the baseline does not have are passed over.
 */
export function regressionsOf(baseline: readonly Result[], now: readonly Result[]): string[] {
  return now.flatMap((result) => {
    const before = baseline.find((other) => other.name === result.name && other.against === result.against);
    if (!before || !Number.isFinite(before.ratio)) return [];
    const { worse, by } = ALLOWED[result.unit];
    const bound = before.ratio * (worse === 'lower' ? 1 - by : 1 + by);
    // Asked this way round, what could not be measured has regressed.
    const good = worse === 'lower' ? result.ratio >= bound : result.ratio <= bound;
    if (good) return [];
    const [was, is] = [before.ratio.toFixed(2), result.ratio.toFixed(2)];
    const change = Math.round((result.ratio / before.ratio - 1) * 100);
    return [
      `${result.name} (${result.against}): ${is} × instead of ${was} ×, ${change > 0 ? '+' : ''}${change} %`,
    ];
  });
}
