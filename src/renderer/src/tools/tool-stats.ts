import type { CallActivity } from '../../../shared/activity/types';
import type { Durations } from './durations';
import { Tally, TallyTable } from './tally-table';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MOST_NAMES = 1000;

/** Which calls a summary is of. */
export interface Scope {
  /** ms since the epoch: those that began from then to before then. */
  from: number;
  to: number;
  session: string | null;
  tool: string | null;
  /** Most bars of the activity over time. */
  bars: number;
}

export interface ToolSummary {
  tool: string;
  calls: number;
  failed: number;
  /** ms, of the calls whose duration is known; null where that is of none. */
  p50: number | null;
  p95: number | null;
  max: number | null;
  /** All of them together, ms. */
  time: number;
}

export interface Summary {
  tools: ToolSummary[];
  /** Of all tools in the scope. */
  calls: number;
  failed: number;
  durations: Durations;
  /** From the beginning to the end of the scope, in steps of equal length. */
  activity: { at: number; calls: number; failed: number }[];
  /** ms */
  step: number;
}

/**
 * What tools were used, how often and for how long, by session and time. Kept up call by call in tables of different
 * grain, of which a summary reads the finest one that still knows all of its time; its cost does not grow with the calls.
 */
export class ToolStats {
  readonly #tables = [
    new TallyTable(SECOND, { spans: 900, tallies: 20_000 }),
    new TallyTable(15 * SECOND, { spans: 1440, tallies: 20_000 }),
    new TallyTable(5 * MINUTE, { spans: 2016, tallies: 20_000 }),
    new TallyTable(HOUR, { spans: 8784, tallies: 50_000 }),
  ];
  readonly #names = new Set<string>();
  #first = Infinity;

  /** When the first call began, ms since the epoch; Infinity before it. */
  get first(): number {
    return this.#first;
  }

  /** Of all tools that were called, by the alphabet. */
  get names(): string[] {
    return [...this.#names].sort((one, other) => one.localeCompare(other));
  }

  /** Counts a call as it is now instead of as it was before, if it was. */
  update(before: CallActivity | null, now: CallActivity): void {
    if (before && isCountedAlike(before, now)) return;
    this.#first = Math.min(this.#first, now.at);
    if (this.#names.size < MOST_NAMES) this.#names.add(now.tool);
    for (const table of this.#tables) {
      if (before) count(table, before, -1);
      count(table, now, 1);
    }
  }

  summarize({ from, to, session, tool, bars }: Scope): Summary {
    const table = this.#tables.find((one) => one.covers(from)) ?? this.#tables.at(-1)!;
    const step = Math.max(1, Math.ceil((to - from) / bars / table.width)) * table.width;
    const start = Math.floor(from / step) * step;
    const activity = Array.from({ length: Math.max(1, Math.ceil((to - start) / step)) }, (_, index) => ({
      at: start + index * step,
      calls: 0,
      failed: 0,
    }));
    const tools = new Map<string, Tally>();
    const all = new Tally();
    for (const { at, session: one, tool: name, tally } of table.between(start, to)) {
      if (session !== null && one !== session) continue;
      const known = tools.get(name) ?? new Tally();
      tools.set(name, known);
      known.addAll(tally);
      if (tool !== null && name !== tool) continue;
      all.addAll(tally);
      const bar = activity[Math.floor((at - start) / step)];
      if (!bar) continue;
      bar.calls += tally.calls;
      bar.failed += tally.failed;
    }
    const { calls, failed, durations } = all;
    return {
      tools: [...tools].filter(([, { calls }]) => calls > 0).map(summaryOf),
      calls,
      failed,
      durations,
      activity,
      step,
    };
  }

  clear(): void {
    for (const table of this.#tables) table.clear();
    this.#names.clear();
    this.#first = Infinity;
  }
}

function isCountedAlike(one: CallActivity, other: CallActivity): boolean {
  return (
    one.at === other.at &&
    one.tool === other.tool &&
    one.durationMs === other.durationMs &&
    hasFailed(one) === hasFailed(other)
  );
}

function count(table: TallyTable, call: CallActivity, sign: 1 | -1): void {
  const tally = table.tallyOf(call.at, call.sessionKey, call.tool);
  if (!tally) return;
  tally.calls += sign;
  if (hasFailed(call)) tally.failed += sign;
  if (call.durationMs === null) return;
  if (sign === 1) tally.durations.add(call.durationMs);
  else tally.durations.remove(call.durationMs);
}

function hasFailed({ state }: CallActivity): boolean {
  return state === 'failure';
}

function summaryOf([tool, { calls, failed, durations }]: [string, Tally]): ToolSummary {
  const known = durations.count > 0;
  return {
    tool,
    calls,
    failed,
    p50: known ? durations.quantile(0.5) : null,
    p95: known ? durations.quantile(0.95) : null,
    max: known ? durations.max : null,
    time: durations.sum,
  };
}
