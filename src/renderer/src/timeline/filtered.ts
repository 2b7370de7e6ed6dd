import type { Activity } from '../../../shared/activity/types';

/**
 * Filters lists that grow at their end again and again: what came before the first difference to the list before is
 * not looked at anew.
 */
export class Filtered {
  #source: readonly Activity[] = [];
  #kept: readonly Activity[] = [];
  #admits: ((entry: Activity) => boolean) | null = null;

  /** @param admits the same function as long as it says the same */
  of(source: readonly Activity[], admits: (entry: Activity) => boolean): readonly Activity[] {
    const same = admits === this.#admits ? commonLength(this.#source, source) : 0;
    const kept = this.#kept.slice(0, this.#keptOf(same, source));
    for (const entry of source.slice(same)) if (admits(entry)) kept.push(entry);
    this.#source = source;
    this.#kept = kept;
    this.#admits = admits;
    return kept;
  }

  /** How many of those kept are among the first entries. */
  #keptOf(length: number, source: readonly Activity[]): number {
    if (length === 0) return 0;
    if (length === this.#source.length) return this.#kept.length;
    const rest = new Set(this.#source.slice(length));
    const first = this.#kept.findIndex((entry) => rest.has(entry));
    return source.length === 0 ? 0 : first < 0 ? this.#kept.length : first;
  }
}

function commonLength(one: readonly Activity[], other: readonly Activity[]): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}
