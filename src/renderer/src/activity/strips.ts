import type { MonitorEvent } from '../../../shared/events';

/** Into how many parts the time of a session is divided, at most; a part is at least so long, in ms. */
const PARTS = 48;
const SHORTEST = 1000;
/** Sessions beyond this number are forgotten, the ones first seen first. */
const MOST_SESSIONS = 5000;

interface Strip {
  /** ms since the epoch, and the length of a part in ms. */
  from: number;
  length: number;
  counts: number[];
}

/** How busy sessions were over their time: counts of events, in parts that grow with the session. */
export class Strips {
  readonly #strips = new Map<string, Strip>();

  add({ session_id, timestamp }: MonitorEvent): void {
    const key = session_id ?? '';
    const strip = this.#strips.get(key) ?? this.#begin(key, timestamp);
    if (timestamp < strip.from) beginBefore(strip, timestamp);
    while (partOf(strip, timestamp) >= PARTS) halve(strip);
    const part = partOf(strip, timestamp);
    while (strip.counts.length <= part) strip.counts.push(0);
    strip.counts[part] = (strip.counts[part] ?? 0) + 1;
  }

  of(key: string): readonly number[] {
    return this.#strips.get(key)?.counts ?? [];
  }

  clear(): void {
    this.#strips.clear();
  }

  #begin(key: string, from: number): Strip {
    const strip: Strip = { from, length: SHORTEST, counts: [] };
    this.#strips.set(key, strip);
    if (this.#strips.size > MOST_SESSIONS) {
      for (const first of this.#strips.keys()) {
        this.#strips.delete(first);
        break;
      }
    }
    return strip;
  }
}

function partOf({ from, length }: Strip, timestamp: number): number {
  return Math.floor((timestamp - from) / length);
}

function beginBefore(strip: Strip, timestamp: number): void {
  const missing = () => -partOf(strip, timestamp);
  while (missing() + strip.counts.length > PARTS) halve(strip);
  const added = missing();
  strip.counts.unshift(...Array.from({ length: added }, () => 0));
  strip.from -= added * strip.length;
}

/** Makes the parts twice as long. */
function halve(strip: Strip): void {
  const counts: number[] = [];
  strip.counts.forEach((count, part) => {
    const half = part >> 1;
    counts[half] = (counts[half] ?? 0) + count;
  });
  strip.counts = counts;
  strip.length *= 2;
}
