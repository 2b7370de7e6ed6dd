import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, bucketStart, Durations } from '../../src/renderer/src/tools/durations';
import { ToolStats, type Scope } from '../../src/renderer/src/tools/tool-stats';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import type { CallActivity } from '../../src/shared/activity/types';
import { eventsOf, SAMPLE_NAMES, stepsOf } from '../support/samples';

const START = Date.parse('2026-11-22T19:00:00Z');
const EVERYTHING: Scope = { from: 0, to: START * 2, session: null, tool: null, bars: 100 };

function callOf(index: number, fields: Partial<CallActivity>): CallActivity {
  return {
    kind: 'call',
    key: `call:${index}`,
    sessionKey: 's',
    source: 'api',
    tool: 'Bash',
    agentId: null,
    turnId: null,
    state: 'success',
    at: START,
    endedAt: null,
    durationMs: null,
    error: null,
    summary: '',
    startSeq: index,
    files: [],
    stopSeq: null,
    ...fields,
  };
}

const anyState = fc.record({
  at: fc.integer({ min: START, max: START + 3 * 60 * 60 * 1000 }),
  sessionKey: fc.constantFrom('s', 't'),
  tool: fc.constantFrom('Bash', 'Read', 'mcp__a__b'),
  state: fc.constantFrom<CallActivity['state']>('running', 'success', 'failure', 'denied'),
  durationMs: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })),
});
const scope = fc.record({
  from: fc.constantFrom(0, START + 15 * 60 * 1000),
  to: fc.constant(START * 2),
  session: fc.constantFrom(null, 's'),
  tool: fc.constantFrom(null, 'Bash'),
  bars: fc.constant(100),
});

/** The exact figure that a bucket stands for is within a tenth. */
function expectAbout(actual: number | null, exact: number | null): void {
  if (actual === null || exact === null) return expect(actual).toBe(exact);
  expect(Math.abs(actual - exact)).toBeLessThanOrEqual(exact * 0.2 + 1);
}

function quantile(sorted: number[], share: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

function naive(calls: CallActivity[], { from, to, session }: Scope) {
  const wanted = calls.filter(
    ({ at, sessionKey }) => at >= from && at < to && (session === null || sessionKey === session),
  );
  return [...new Set(wanted.map(({ tool }) => tool))].map((tool) => {
    const own = wanted.filter((call) => call.tool === tool);
    const durations = own.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));
    durations.sort((one, other) => one - other);
    return {
      tool,
      calls: own.length,
      failed: own.filter(({ state }) => state === 'failure').length,
      p50: quantile(durations, 0.5),
      p95: quantile(durations, 0.95),
      max: durations.at(-1) ?? null,
      time: durations.reduce((sum, ms) => sum + ms, 0),
    };
  });
}

describe('tool statistics', () => {
  test('summary says what counting all calls anew would, whatever became of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyState, { minLength: 1, maxLength: 4 }), { maxLength: 60 }),
        scope,
        (histories, wanted) => {
          const stats = new ToolStats();
          const calls = histories.map((states, index) => {
            let before: CallActivity | null = null;
            for (const state of states) {
              // A call stays in its session.
              const now: CallActivity = callOf(index, { ...state, sessionKey: states[0]!.sessionKey });
              stats.update(before, now);
              before = now;
            }
            return before!;
          });
          const summary = stats.summarize(wanted);
          // The scope's beginning is that of a span.
          const exact = naive(calls, { ...wanted, from: summary.activity[0]!.at });
          const byName = (one: { tool: string }, other: { tool: string }) =>
            one.tool.localeCompare(other.tool);
          const actual = summary.tools.toSorted(byName);
          expect(actual.map(({ tool, calls, failed }) => [tool, calls, failed])).toEqual(
            exact.toSorted(byName).map(({ tool, calls, failed }) => [tool, calls, failed]),
          );
          for (const [index, tool] of exact.toSorted(byName).entries()) {
            expectAbout(actual[index]!.p50, tool.p50);
            expectAbout(actual[index]!.p95, tool.p95);
            expectAbout(actual[index]!.max, tool.max);
            expect(actual[index]!.time).toBeCloseTo(tool.time, 2);
          }
          const shown = exact.filter(({ tool }) => wanted.tool === null || tool === wanted.tool);
          const total = shown.reduce((sum, one) => sum + one.calls, 0);
          expect(summary.calls).toBe(total);
          expect(summary.activity.reduce((sum, bar) => sum + bar.calls, 0)).toBe(total);
          expect(summary.activity.length).toBeLessThanOrEqual(wanted.bars + 1);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('model of the recorded runs is counted call by call', () => {
    for (const name of SAMPLE_NAMES) {
      const stats = new ToolStats();
      const model = new ActivityModel({ onCall: (before, now) => stats.update(before, now) });
      for (const event of eventsOf(stepsOf(name))) model.apply(event);
      const calls = model.entries().filter((entry) => entry.kind === 'call');
      const counts = ({ tools }: { tools: { tool: string; calls: number; failed: number }[] }) =>
        tools.map(({ tool, calls, failed }) => `${tool} ${calls} ${failed}`).toSorted();
      expect(counts(stats.summarize(EVERYTHING))).toEqual(counts({ tools: naive(calls, EVERYTHING) }));
    }
  });

  test('memory is bounded, and what is left is still counted by the hour', () => {
    const stats = new ToolStats();
    const HOUR = 60 * 60 * 1000;
    for (let index = 0; index < 20_000; index++) {
      stats.update(null, callOf(index, { at: START + index * 60_000, durationMs: index }));
    }
    const end = START + 20_000 * 60_000;
    const all = stats.summarize({ ...EVERYTHING, from: START, to: end });
    expect(all.calls).toBe(20_000);
    expect(stats.summarize({ ...EVERYTHING, from: end - HOUR, to: end }).calls).toBe(60);
  });

  test('clear forgets everything', () => {
    const stats = new ToolStats();
    stats.update(null, callOf(1, {}));
    stats.clear();
    expect(stats.summarize(EVERYTHING).tools).toEqual([]);
    expect(stats.first).toBe(Infinity);
  });
});

describe('durations', () => {
  test('any duration lies in its bucket', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        const bucket = bucketOf(ms);
        expect(ms).toBeGreaterThanOrEqual(bucketStart(bucket) * 0.999999);
        expect(ms).toBeLessThanOrEqual(bucketStart(bucket + 1) * 1.000001);
      }),
    );
  });

  test('what is removed was never there', () => {
    const durations = new Durations();
    for (const ms of [1, 10, 1000]) durations.add(ms);
    for (const ms of [1000, 10, 1]) durations.remove(ms);
    expect([durations.count, durations.max, durations.quantile(0.5), durations.buckets]).toEqual([
      0,
      0,
      0,
      [],
    ]);
  });
});
