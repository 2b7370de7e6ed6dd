const sameYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const otherYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });

/** The day before a time of day, for moments that are not today: "Nov 22, ", else nothing. */
export function dayOf(at: number, now = Date.now()): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return '';
  return `${(date.getFullYear() === today.getFullYear() ? sameYear : otherYear).format(date)}, `;
}
