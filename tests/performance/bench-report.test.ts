import { describe, expect, test } from 'vitest';
import type { Goal, Result, Unit } from '../../bench/figure';
import { goalText, isReached } from '../../bench/report/goals';
import { regressionsOf } from '../../bench/report/regressions';
import { reportSchema } from '../../bench/report/report';
import { table } from '../../bench/report/table';
import { inTurn, quantile, resultOf } from '../../bench/support/rounds';

function result(fields: Partial<Result> = {}): Result {
  return {
    name: 'ingest',
    unit: 'requests/s',
    goal: { of: 'ratio', atLeast: 0.5 },
    against: 'node:http',
    subject: 60,
    control: 100,
    ratio: 0.6,
    cpuRatio: null,
    ...fields,
  };
}

const machine = { cpu: 'A CPU', cores: 2, memoryGiB: 4, node: 'v20', date: '2026-01-01T00:00:00.000Z' };

describe('performance regression detection', () => {
  test.each<[string, Unit, number, number]>([
    ['throughput may fall by 20 %', 'events/s', 0.81, 0.79],
    ['throughput of requests may fall by 20 %', 'requests/s', 0.81, 0.79],
    ['the share delivered may fall by 20 %', '%', 0.81, 0.79],
    ['latency may rise by 50 %', 'ms', 1.49, 1.51],
    ['memory may rise by 30 %', 'MB', 1.29, 1.31],
  ])('beyond this it is a regression: %s', (_, unit, allowed, regressed) => {
    const baseline = [result({ unit, ratio: 1 })];
    expect(regressionsOf(baseline, [result({ unit, ratio: allowed })])).toEqual([]);
    expect(regressionsOf(baseline, [result({ unit, ratio: regressed })])).toHaveLength(1);
  });

  test('what became better is no regression', () => {
    const baseline = [result({ ratio: 0.5 }), result({ name: 'latency', unit: 'ms', ratio: 4 })];
    const now = [result({ ratio: 5 }), result({ name: 'latency', unit: 'ms', ratio: 1 })];
    expect(regressionsOf(baseline, now)).toEqual([]);
  });

  test('a slower machine is no regression: ratios count, not figures', () => {
    const slower = result({ subject: 6, control: 10 });
    expect(regressionsOf([result()], [slower])).toEqual([]);
  });

  test('what cannot be measured any more is a regression, what never could be is none', () => {
    expect(regressionsOf([result()], [result({ ratio: NaN })])).toHaveLength(1);
    expect(regressionsOf([result({ unit: 'ms' })], [result({ unit: 'ms', ratio: Infinity })])).toHaveLength(
      1,
    );
    expect(regressionsOf([result({ ratio: NaN })], [result()])).toEqual([]);
  });

  test('the line names figure, control and both ratios', () => {
    expect(regressionsOf([result({ ratio: 0.6 })], [result({ ratio: 0.3 })])).toEqual([
      'ingest (node:http): 0.30 × instead of 0.60 ×, -50 %',
    ]);
    expect(regressionsOf([result({ unit: 'ms', ratio: 1 })], [result({ unit: 'ms', ratio: 2 })])).toEqual([
      'ingest (node:http): 2.00 × instead of 1.00 ×, +100 %',
    ]);
  });

  test('figures of one name are told apart by their control, and those of one side are passed over', () => {
    const baseline = [result({ against: 'ws', ratio: 1 }), result({ against: 'socket.io', ratio: 20 })];
    expect(regressionsOf(baseline, [result({ against: 'ws', ratio: 1 })])).toEqual([]);
    expect(regressionsOf(baseline, [result({ against: 'new', ratio: 0.1 })])).toEqual([]);
  });
});

describe('goals', () => {
  test.each<[Goal, Partial<Result>, boolean]>([
    [{ of: 'ratio', atLeast: 0.5 }, { ratio: 0.5 }, true],
    [{ of: 'ratio', atLeast: 0.5 }, { ratio: 0.49 }, false],
    [{ of: 'ratio', atMost: 2.5 }, { ratio: 2.5 }, true],
    [{ of: 'ratio', atMost: 2.5 }, { ratio: 2.51 }, false],
    [{ of: 'difference', atMost: 3 }, { subject: 5, control: 2 }, true],
    [{ of: 'difference', atMost: 3 }, { subject: 5.1, control: 2 }, false],
    [{ of: 'subject', atMost: 10 }, { subject: 10, ratio: 50 }, true],
    [{ of: 'subject', atMost: 10 }, { subject: 10.1, ratio: 0.1 }, false],
    [{ of: 'subject', atLeast: 100 }, { subject: 99.9 }, false],
    // Nothing was measured.
    [{ of: 'ratio', atLeast: 0.5 }, { ratio: NaN }, false],
    [{ of: 'ratio', atMost: 2.5 }, { ratio: NaN }, false],
  ])('%j with %j is reached: %s', (goal, fields, reached) => {
    expect(isReached(result({ goal, ...fields }))).toBe(reached);
  });

  test('are said in the unit of the figure', () => {
    expect(goalText({ unit: 'events/s', goal: { of: 'ratio', atLeast: 0.85 } })).toBe('≥ 0.85 ×');
    expect(goalText({ unit: 'ms', goal: { of: 'difference', atMost: 3 } })).toBe('≤ control + 3 ms');
    expect(goalText({ unit: 'MB', goal: { of: 'subject', atMost: 2 } })).toBe('≤ 2 MB');
  });

  test('the table says which are reached and which are missed, on what machine', () => {
    const text = table({ machine, results: [result(), result({ name: 'search', ratio: 0.1 })] });
    const lines = text.split('\n');
    expect(lines[2]).toMatch(/^\| ingest .* 60\.0 requests\/s .* 0\.60 .* reached +\|$/);
    expect(lines[3]).toMatch(/^\| search .* 0\.10 .* MISSED +\|$/);
    expect(text).toContain('1 of 2 goals reached.');
    expect(text).toContain('A CPU, 2 cores, 4 GiB, Node v20');
    expect(new Set(lines.slice(0, 4).map(({ length }) => length)).size).toBe(1);
  });

  test('a report outlives being written to a file', () => {
    const report = { machine, results: [result(), result({ cpuRatio: 0.4, ratio: NaN })] };
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });
});

describe('rounds', () => {
  test('control and subject take turns, and the first time of each does not count', async () => {
    const order: string[] = [];
    const measuring = (name: string, values: number[]) => () => {
      order.push(name);
      return Promise.resolve(values.shift()!);
    };
    const rounds = await inTurn(2, measuring('control', [9, 1, 2]), measuring('subject', [9, 3, 4]));
    expect(order.join(' ')).toBe('control subject control subject control subject');
    expect(rounds).toEqual({ controls: [1, 2], subjects: [3, 4] });
  });

  test('a round that was slow for both leaves the ratio alone', () => {
    const { name, unit, goal, against } = result();
    const rounds = { controls: [100, 10, 100], subjects: [60, 6, 60] };
    expect(resultOf({ name, unit, goal, against }, rounds)).toEqual(result());
  });

  test('quantiles', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 51, 100, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
