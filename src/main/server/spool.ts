import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '../../shared/limits';
import type { DropReason } from '../../shared/stats';
import { RefusedEvent, type Origin } from './ingest';
import type { Logger } from './logger';
import { isHookAgent, type HookAgent } from './normalize';

/** Where the spool's payloads go. */
interface Taker {
  takeHook: (agent: HookAgent, payload: unknown, origin: Origin) => Promise<void>;
  countDropped: (reason: DropReason) => void;
}

/** A payload that the forwarder kept. Its file's time is when it happened. */
interface Entry {
  path: string;
  agent: HookAgent;
  id: string;
  size: number;
  /** ms since the epoch, and in ns for their order. */
  happenedAt: number;
  order: bigint;
  /** Its forwarder did not come to the end: whether it is whole is not sure. */
  orphan: boolean;
}

/** `AGENT.ID.json`, and `AGENT.ID.part` while the forwarder is at work on it. */
const NAME = /^([a-z-]+)\.([\w.-]{1,128})\.(json|part)$/;
/** No forwarder works that long on a payload, in ms: it was killed. */
const ORPHAN_AGE = 60_000;
/** How often the folder is looked into where the system does not tell of changes, in ms. */
const POLL = 15_000;
/** How long refused payloads wait for the next try, in ms. */
const RETRY = 1000;
/** What is taken at once, in files and bytes. */
const BATCH_FILES = 200;
const BATCH_BYTES = LIMITS.bodyBytes;

/** The server cannot take more now. */
const FOR_NOW: ReadonlySet<DropReason> = new Set(['overloaded', 'not_stored']);

/**
 * Brings what the forwarder kept into the journal: when the server starts, and whenever something is put there. Oldest
 * first, and each file goes only when its event is durable. What can never become an event is dropped and counted.
 */
export class Spool {
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #draining: Promise<void> | null = null;
  /** Something came while it was draining. */
  #again = false;

  constructor(
    private readonly dir: string,
    private readonly taker: Taker,
    private readonly logger: Logger,
  ) {}

  /** Begins, and returns at once. */
  open(): void {
    try {
      this.#watcher = watch(this.dir, { persistent: false }, (_event, name) => {
        if (name === null || name.endsWith('.json')) this.#drain();
      });
      this.#watcher.on('error', () => undefined);
    } catch {
      // Not every file system tells of changes; looking now and then is enough.
    }
    this.#drain();
  }

  /** Ends; resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#watcher?.close();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#draining;
  }

  #drain(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#draining ??= this.#drainAll().finally(() => (this.#draining = null));
  }

  async #drainAll(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    let next = POLL;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#takeAll(await this.#entries());
      }
    } catch (error) {
      // Said once a round at most; the files stay where they are.
      this.logger.warn({ kind: (error as Error).name }, 'spool not emptied');
      if (error instanceof RefusedEvent) next = RETRY;
    }
    if (!this.#closed) this.#timer = setTimeout(() => this.#drain(), next).unref();
  }

  /** What is there to be taken, oldest first. Anything that is not the forwarder's is passed over. */
  async #entries(): Promise<Entry[]> {
    const names = await readdir(this.dir).catch(() => []);
    const entries: Entry[] = [];
    for (const name of names) {
      const entry = await this.#entryOf(name);
      if (entry) entries.push(entry);
    }
    return entries.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
  }

  async #entryOf(name: string): Promise<Entry | null> {
    const [, agent = '', id = '', kind] = NAME.exec(name) ?? [];
    if (!isHookAgent(agent)) return null;
    const path = join(this.dir, name);
    const stat = await lstat(path, { bigint: true }).catch(() => null);
    if (!stat?.isFile()) return null;
    const happenedAt = Number(stat.mtimeMs);
    const orphan = kind === 'part';
    if (orphan && Date.now() - happenedAt < ORPHAN_AGE) return null;
    if (stat.size > LIMITS.bodyBytes) {
      this.taker.countDropped('too_large');
      await rm(path, { force: true });
      return null;
    }
    return { path, agent, id, size: Number(stat.size), happenedAt, order: stat.mtimeNs, orphan };
  }

  async #takeAll(entries: readonly Entry[]): Promise<void> {
    for (let from = 0; from < entries.length && !this.#closed;) {
      const batch = nextBatch(entries, from);
      from += batch.length;
      const texts = await Promise.all(batch.map(({ path }) => readFile(path, 'utf8').catch(() => null)));
      // All are on their way before the first is waited for: they share a transaction, in this order.
      const taken = await Promise.allSettled(
        batch.map((entry, index) => this.#take(entry, texts[index] ?? null)),
      );
      for (const result of taken) if (result.status === 'rejected') throw result.reason;
    }
  }

  /**
   * @param text null where somebody took the file away meanwhile
   * @throws RefusedEvent when it cannot be taken now
   */
  async #take({ path, agent, id, happenedAt, orphan }: Entry, text: string | null): Promise<void> {
    if (text === null) return;
    const payload = parse(text);
    try {
      if (payload !== undefined) await this.taker.takeHook(agent, payload, { id, happenedAt });
      else if (!orphan) this.taker.countDropped('malformed');
    } catch (error) {
      if (!(error instanceof RefusedEvent) || FOR_NOW.has(error.reason)) throw error;
    }
    await rm(path, { force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nextBatch(entries: readonly Entry[], from: number): Entry[] {
  let bytes = 0;
  const batch: Entry[] = [];
  for (const entry of entries.slice(from, from + BATCH_FILES)) {
    bytes += entry.size;
    if (batch.length > 0 && bytes > BATCH_BYTES) break;
    batch.push(entry);
  }
  return batch;
}
