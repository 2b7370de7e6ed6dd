import { Durations } from './durations';

/** What is counted of some calls. */
export class Tally {
  calls = 0;
  failed = 0;
  readonly durations = new Durations();

  addAll(other: Tally): void {
    this.calls += other.calls;
    this.failed += other.failed;
    this.durations.addAll(other.durations);
  }
}

/** How much is let go of at once: finding the oldest is not worth it for a single span. */
const DROPPED_PART = 0.1;

type Tools = Map<string, Tally>;
type Sessions = Map<string, Tools>;

/** Counts calls by span of time, session and tool, and lets go of the oldest spans when there are too many. */
export class TallyTable {
  readonly #spans = new Map<number, Sessions>();
  #tallies = 0;
  /** What began before this was let go of, ms since the epoch. */
  #complete = -Infinity;

  /**
   * @param width of a span, ms
   * @param most spans and tallies that are kept
   */
  constructor(
    readonly width: number,
    private readonly most: { spans: number; tallies: number },
  ) {}

  /** Whether everything since then is counted. */
  covers(from: number): boolean {
    return from >= this.#complete;
  }

  /** The tally to count a call in; null where its time was let go of. */
  tallyOf(at: number, session: string, tool: string): Tally | null {
    const span = Math.floor(at / this.width);
    if (span * this.width < this.#complete) return null;
    const sessions = getOrMake(this.#spans, span, () => new Map<string, Tools>());
    const tools = getOrMake(sessions, session, () => new Map<string, Tally>());
    const known = tools.get(tool);
    if (known) return known;
    const tally = new Tally();
    tools.set(tool, tally);
    this.#tallies++;
    if (this.#spans.size > this.most.spans || this.#tallies > this.most.tallies) this.#dropOldest();
    return tally;
  }

  /** What was counted from one moment to before another, with the beginning of its span. */
  *between(from: number, to: number): Generator<{ at: number; session: string; tool: string; tally: Tally }> {
    for (const [span, sessions] of this.#spans) {
      const at = span * this.width;
      if (at + this.width <= from || at >= to) continue;
      for (const [session, tools] of sessions)
        for (const [tool, tally] of tools) yield { at, session, tool, tally };
    }
  }

  clear(): void {
    this.#spans.clear();
    this.#tallies = 0;
    this.#complete = -Infinity;
  }

  #dropOldest(): void {
    const spans = [...this.#spans.keys()].sort((one, other) => one - other);
    for (const span of spans.slice(0, Math.ceil(spans.length * DROPPED_PART))) {
      for (const tools of this.#spans.get(span)?.values() ?? []) this.#tallies -= tools.size;
      this.#spans.delete(span);
      this.#complete = (span + 1) * this.width;
    }
  }
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
