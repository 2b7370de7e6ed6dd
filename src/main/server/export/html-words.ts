import { isDate } from '../../../shared/is-date';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'long',
  timeStyle: 'short',
  hourCycle: 'h23',
});

/** 18:12:07, in the time zone of this machine. */
export const clockTime = (at: number): string => (isDate(at) ? time.format(at) : '');

/** The day as well. */
export const fullTime = (at: number): string => (isDate(at) ? moment.format(at) : '');

/** 62 ms, 1.02 s, 2m 05s, 1h 12m. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 2 : 1)} s`;
  const [large, small, units] =
    ms < HOUR ? [ms / MINUTE, (ms % MINUTE) / SECOND, 'ms'] : [ms / HOUR, (ms % HOUR) / MINUTE, 'hm'];
  return `${Math.floor(large)}${units[0]} ${String(Math.floor(small)).padStart(2, '0')}${units[1]}`;
}

/** "1 call", "1,204 calls" */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
