import type { EventDraft } from '../../../shared/events';
import { linesOf, numbered, type Batch, type Committed } from './protocol';

/** Most events and bytes that one transaction gathers. One append is never divided, however large. */
const GATHERED_EVENTS = 2000;
const GATHERED_BYTES = 4 * 1024 * 1024;

/** What became of a draft. One whose `id` was there before has the `seq` from then, and no text: it is old news. */
export type Appended =
  | { seq: number; duplicate: true }
  /** `text` is the whole event as JSON, `bytes` its size as UTF-8. */
  | { seq: number; duplicate: false; text: string; bytes: number };

interface Append {
  lines: string;
  bodies: string[];
  /** Sizes of the bodies as UTF-8. */
  sizes: number[];
  bytes: number;
  resolve: (appended: Appended[]) => void;
  reject: (error: unknown) => void;
}

/** Gathers what is appended in one turn of the event loop, or while the writer is at work, as one transaction. */
export class AppendQueue {
  readonly #queue: Append[] = [];
  readonly #onDrained: (() => void)[] = [];
  #writing = false;
  #events = 0;
  #bytes = 0;

  constructor(private readonly commit: (batch: Batch) => Promise<Committed>) {}

  /** Events that wait for their commit. */
  get events(): number {
    return this.#events;
  }

  /** Size of those events as UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param data the JSON text of the `data` of the only draft, without line breaks; left out, it is made */
  append(drafts: readonly EventDraft[], data?: string): Promise<Appended[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const bodies = drafts.map((draft) => bodyOf(draft, data));
      const sizes = bodies.map((body) => Buffer.byteLength(body));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const lines = drafts.map((draft, index) => linesOf(draft, bodies[index]!)).join('\n');
      this.#queue.push({ lines, bodies, sizes, bytes, resolve, reject });
      this.#events += bodies.length;
      this.#bytes += bytes;
      this.#send();
    });
  }

  /** Resolves once nothing waits any more. */
  drained(): Promise<void> {
    if (this.#events === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onDrained.push(resolve));
  }

  /** Waking the writer costs more than an event does, so it is done once for all that came in this turn. */
  #send(): void {
    if (this.#writing || this.#queue.length === 0) return;
    this.#writing = true;
    setImmediate(() => void this.#commit(this.#gather()));
  }

  #gather(): Append[] {
    let count = 0;
    let events = 0;
    let bytes = 0;
    for (const { bodies, bytes: size } of this.#queue) {
      events += bodies.length;
      bytes += size;
      if (count > 0 && (events > GATHERED_EVENTS || bytes > GATHERED_BYTES)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(appends: Append[]): Promise<void> {
    try {
      const results = await this.commit(batchOf(appends)).then(resultsOf(appends));
      this.#done(appends);
      for (const [index, { resolve }] of appends.entries()) resolve(results[index]!);
    } catch (error) {
      this.#done(appends);
      for (const { reject } of appends) reject(error);
    }
  }

  #done(appends: Append[]): void {
    this.#writing = false;
    for (const { bodies, bytes } of appends) {
      this.#events -= bodies.length;
      this.#bytes -= bytes;
    }
    this.#send();
    if (this.#events === 0) for (const resolve of this.#onDrained.splice(0)) resolve();
  }
}

function bodyOf(draft: EventDraft, data: string | undefined): string {
  if (data === undefined) return JSON.stringify(draft);
  const rest = JSON.stringify({ ...draft, data: undefined });
  return `${rest.slice(0, -1)},"data":${data}}`;
}

function batchOf(appends: Append[]): Batch {
  const count = appends.reduce((sum, { bodies }) => sum + bodies.length, 0);
  return { count, lines: appends.map(({ lines }) => lines).join('\n') };
}

/** Gives each append its share of what became of the batch. */
function resultsOf(appends: Append[]): (committed: Committed) => Appended[][] {
  return ({ first, duplicates }) => {
    const known = new Map(duplicates);
    let index = 0;
    let next = first;
    return appends.map(({ bodies, sizes }) =>
      bodies.map((body, at): Appended => {
        const old = known.get(index++);
        if (old !== undefined) return { seq: old, duplicate: true };
        const seq = next++;
        const text = numbered(body, seq);
        return { seq, duplicate: false, text, bytes: sizes[at]! + text.length - body.length };
      }),
    );
  };
}
