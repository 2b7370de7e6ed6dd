import { day, dayOfYear } from '../lib/format';

/** A moment as a field for date and time has it, in local time: 2026-11-25T18:12:07. */
export function fieldTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The day before a time of day, for moments that are not today: "Nov 22, ", else nothing. */
export function dayOf(at: number, now = Date.now()): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return '';
  return `${date.getFullYear() === today.getFullYear() ? day(at) : dayOfYear(at)}, `;
}
