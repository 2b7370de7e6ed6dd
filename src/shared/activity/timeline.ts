import type { Activity } from './types';

/** Entries in order of time; those of the same time in the order in which they were first heard of. */
export class Timeline {
  readonly #entries: Activity[] = [];

  /** Live: the same array for ever. */
  get entries(): readonly Activity[] {
    return this.#entries;
  }

  add(entry: Activity): void {
    const last = this.#entries.at(-1);
    if (!last || compare(last, entry) < 0) this.#entries.push(entry);
    else this.#entries.splice(this.#placeOf(entry), 0, entry);
  }

  /** Puts the second one, a newer state of the first, where it belongs. */
  replace(old: Activity, entry: Activity): void {
    const place = this.#placeOf(old);
    if (this.#entries[place] !== old) return;
    if (compare(old, entry) === 0) {
      this.#entries[place] = entry;
      return;
    }
    this.#entries.splice(place, 1);
    this.add(entry);
  }

  remove(gone: ReadonlySet<Activity>): void {
    let kept = 0;
    for (const entry of this.#entries) {
      if (!gone.has(entry)) this.#entries[kept++] = entry;
    }
    this.#entries.length = kept;
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** The place of the first entry that does not come before this one. */
  #placeOf(entry: Activity): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = this.#entries[middle];
      if (candidate && compare(candidate, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(one: Activity, other: Activity): number {
  return one.at - other.at || firstSeq(one) - firstSeq(other);
}

/** The `seq` of an entry's first event. Each event is of one entry alone, so that no two entries share it. */
export function firstSeq(entry: Activity): number {
  if (entry.kind === 'note') return entry.seq;
  return Math.min(entry.startSeq ?? Infinity, entry.stopSeq ?? Infinity);
}
