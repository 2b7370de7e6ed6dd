import type { Activity } from '../../../shared/activity/types';

/** Where a key takes the selection in a list of `length` rows; null where it is not for it. */
export function rowAfter(key: string, current: number, length: number, page: number): number | null {
  const last = length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, current + 1);
    case 'ArrowUp':
      return current < 0 ? last : Math.max(0, current - 1);
    case 'PageDown':
      return Math.min(last, Math.max(0, current) + page);
    case 'PageUp':
      return Math.max(0, (current < 0 ? last : current) - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** The row before or after an entry; of one that is no row, as filters leave it out, the nearest in time on that side. */
export function rowBeside(rows: readonly Activity[], entry: Activity, by: 1 | -1): Activity | undefined {
  const index = rows.findIndex(({ key }) => key === entry.key);
  if (index >= 0) return rows[index + by];
  // In a tree rows are not in order of time.
  const side = rows.filter(({ at }) => (by > 0 ? at >= entry.at : at <= entry.at));
  return side.sort((one, other) => by * (one.at - other.at))[0];
}
