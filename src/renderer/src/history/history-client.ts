import { isJsonObject, type MonitorEvent } from '../../../shared/events';
import type { Endpoint } from '../../../shared/ipc';
import { readBatch } from '../connection/frames';

/** What a page of history may be asked for. Each filter narrows what the others leave. */
export interface HistoryQuery {
  /** Only events with a higher `seq`: the page is the oldest ones of them. */
  after?: number;
  /** Only events with a lower `seq`: the page is the newest ones of them. */
  before?: number;
  /** Most events on the page, up to 1,000. */
  limit?: number;
  session?: string;
  agent?: string;
  type?: string;
  tool?: string;
  /** Only what failed. */
  failed?: true;
  /** First and last ms of arrival. */
  since?: number;
  until?: number;
  /** Full text. */
  q?: string;
}

/** Events in order of `seq`. */
export interface HistoryPage {
  epoch: string;
  /** The newest `seq` of all. */
  head: number;
  /** The lowest `seq` that is kept. */
  oldest: number;
  /** Whether there are more in the direction of the page. */
  more: boolean;
  events: MonitorEvent[];
}

/** The history could not be read; the message is for the user. */
export class HistoryError extends Error {
  override name = 'HistoryError';
}

/** Reads the server's history. */
export class HistoryClient {
  readonly #endpoint: () => Promise<Endpoint>;

  /** @param endpoint where the server is now; null while it does not run */
  constructor(endpoint: () => Promise<Endpoint>) {
    this.#endpoint = endpoint;
  }

  /**
   * Reads one page.
   *
   * @throws HistoryError where the server does not run, refuses, or answers something else; the reason of `signal` where
   * that was aborted
   */
  async page(query: HistoryQuery, signal?: AbortSignal): Promise<HistoryPage> {
    const page = readPage(await this.#get(`/api/events?${searchOf(query)}`, signal));
    if (!page) throw new HistoryError('The server answered with something that is no history.');
    return page;
  }

  /** Reads pages one after the other, from the oldest event on, up to the newest. Throws as `page` does. */
  async *pages(query: Omit<HistoryQuery, 'before'>, signal?: AbortSignal): AsyncGenerator<HistoryPage> {
    let after = query.after ?? 0;
    for (let more = true; more;) {
      const page = await this.page({ ...query, after }, signal);
      yield page;
      more = page.more && page.events.length > 0;
      after = page.events.at(-1)?.seq ?? after;
    }
  }

  /** Reads one event; undefined where it is no longer kept. Throws as `page` does. */
  async event(seq: number, signal?: AbortSignal): Promise<MonitorEvent | undefined> {
    const { events } = await this.page({ after: seq - 1, limit: 1 }, signal);
    return events.find((event) => event.seq === seq);
  }

  async #get(path: string, signal: AbortSignal | undefined): Promise<unknown> {
    const endpoint = await this.#endpoint();
    if (!endpoint) throw new HistoryError('The server is stopped. Start it to see the history.');
    try {
      const response = await fetch(endpoint.url + path, {
        headers: { authorization: `Bearer ${endpoint.token}` },
        ...(signal && { signal }),
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      throw new HistoryError(refusalIn(answer) ?? `The server refused (${response.status}).`);
    } catch (error) {
      if (signal?.aborted || error instanceof HistoryError) throw error;
      throw new HistoryError('The server does not answer.', { cause: error });
    }
  }
}

function searchOf(query: HistoryQuery): URLSearchParams {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

function readPage(answer: unknown): HistoryPage | null {
  if (!isJsonObject(answer)) return null;
  const { epoch, head, oldest, more } = answer;
  const events = readBatch(answer['events']);
  if (!events || typeof epoch !== 'string' || typeof more !== 'boolean') return null;
  return typeof head === 'number' && typeof oldest === 'number'
    ? { epoch, head, oldest, more, events }
    : null;
}

function refusalIn(answer: unknown): string | null {
  if (!isJsonObject(answer) || !isJsonObject(answer['error'])) return null;
  const { message } = answer['error'];
  return typeof message === 'string' ? message : null;
}
