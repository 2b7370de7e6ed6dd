const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The periods to choose from, ms. The last one goes back to the first call. */
const PERIODS = {
  'Last 15 min': 15 * MINUTE,
  'Last hour': HOUR,
  'Last 6 hours': 6 * HOUR,
  'Last 24 hours': 24 * HOUR,
  'Last 7 days': 7 * 24 * HOUR,
  'All the time': null,
} as const satisfies Record<string, number | null>;
export type Period = keyof typeof PERIODS;
export const PERIOD_NAMES = Object.keys(PERIODS) as Period[];

/** A period that began with the first call is at least this long, ms, so that a few bars show something. */
const SHORTEST = MINUTE;

export const isAllTheTime = (period: Period): boolean => PERIODS[period] === null;

/** When a period begins that ends now, ms since the epoch. */
export function periodStart(period: Period, first: number, now: number): number {
  const length = PERIODS[period];
  return length === null ? Math.min(first, now - SHORTEST) : now - length;
}

/** How far the marks of a time axis are apart, ms. */
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((seconds) => seconds * 1000)
  .concat([1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE))
  .concat([1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160].map((hours) => hours * HOUR));
const MOST_MARKS = 7;

/** Round moments from one to another, in local time. */
export function timeMarks(from: number, to: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= MOST_MARKS) ?? (to - from) / MOST_MARKS;
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - offset) / step) * step + offset;
  const marks: number[] = [];
  for (let at = first; at <= to; at += step) marks.push(at);
  return marks;
}

const KEPT_AS = 'tools-period';

/** The period chosen last, over restarts. */
export const keptPeriod = {
  get: (): Period => PERIOD_NAMES.find((name) => name === localStorage.getItem(KEPT_AS)) ?? 'Last hour',
  set: (period: Period): void => localStorage.setItem(KEPT_AS, period),
};
