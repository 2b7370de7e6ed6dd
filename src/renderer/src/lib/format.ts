import { isDate } from '../../../shared/is-date';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const numbers = new Intl.NumberFormat();
const decimals = (digits: number) =>
  new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const tenths = decimals(1);
const hundredths = decimals(2);
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const daysOfYears = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const pad = (value: number): string => String(value).padStart(2, '0');

/** 1,204 */
export const count = (value: number): string => numbers.format(value);

/** 1.2 */
export const tenth = (value: number): string => tenths.format(value);

/** "1 call", "1,204 calls" */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** 18:12:07 */
export function clockTime(at: number): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(':');
}

/** 18:12:07.412 */
export function exactTime(at: number): string {
  return `${clockTime(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`;
}

/** Nov 22 */
export const day = (at: number): string => written(days, at);

/** The day before a time of day, for moments that are not today: "Nov 22, ", else nothing. */
export function dayOf(at: number): string {
  const [date, today] = [new Date(at), new Date()];
  if (date.toDateString() === today.toDateString()) return '';
  return `${date.getFullYear() === today.getFullYear() ? day(at) : written(daysOfYears, at)}, `;
}

/** The day as well, for tooltips. */
export const fullTime = (at: number): string => written(moment, at);

/** Empty for what is no date. */
function written(format: Intl.DateTimeFormat, at: number): string {
  return isDate(at) ? format.format(at) : '';
}

/** How long something took: 62 ms, 1.02 s, 14.3 s, 2m 05s, 1h 12m. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${hundredths.format(ms / SECOND)} s`;
  if (ms < MINUTE) return `${tenths.format(ms / SECOND)} s`;
  return elapsed(ms);
}

/** How long something has been going on, in whole seconds: 3 s, 2m 05s, 1h 12m. */
export function elapsed(ms: number): string {
  const time = Math.max(0, ms);
  if (time < MINUTE) return `${Math.floor(time / SECOND)} s`;
  if (time < HOUR) return `${Math.floor(time / MINUTE)}m ${pad(Math.floor((time % MINUTE) / SECOND))}s`;
  return `${Math.floor(time / HOUR)}h ${pad(Math.floor((time % HOUR) / MINUTE))}m`;
}

/** How long ago something was, in its largest unit: 3 s, 2m, 1h, 4d. */
export function age(ms: number): string {
  const time = Math.max(0, ms);
  if (time < MINUTE) return `${Math.floor(time / SECOND)} s`;
  if (time < HOUR) return `${Math.floor(time / MINUTE)}m`;
  return time < DAY ? `${Math.floor(time / HOUR)}h` : `${Math.floor(time / DAY)}d`;
}

/** 00:00:41 */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => pad(Math.floor(part))).join(':');
}

/** 18 MB, which are of 1024 kB each, as in the settings. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value < 10 && unit > 0 ? tenth(value) : Math.round(value)} ${units[unit] ?? ''}`;
}
