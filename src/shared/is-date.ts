/** Whether there is a date for so many ms since the epoch: a journal of old may hold anything. */
export function isDate(at: number): boolean {
  return !Number.isNaN(new Date(at).getTime());
}
