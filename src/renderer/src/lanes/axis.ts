import { clockTime, day } from '../lib/format';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How far apart ticks may be, in ms. */
const STEPS = [
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];
/** Room that a tick needs for its words, in px. */
const ROOM = 76;

export interface Tick {
  at: number;
  text: string;
}

/** The ticks of a time axis of some width in px, at round times of the day; texts say what changes from tick to tick. */
export function ticksOf(from: number, to: number, width: number): Tick[] {
  const least = ((to - from) * ROOM) / Math.max(1, width);
  const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR;
  const zone = new Date(from).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) {
    ticks.push({ at, text: textOf(at, step) });
  }
  return ticks;
}

function textOf(at: number, step: number): string {
  const time = clockTime(at);
  if (step >= MINUTE && time === '00:00:00') return day(at);
  if (step >= MINUTE) return time.slice(0, 5);
  if (step >= SECOND) return time;
  const fraction = String(((at % SECOND) + SECOND) % SECOND).padStart(3, '0');
  return `${time.slice(-3)}.${fraction}`;
}
