import type { EmitAnswer } from '../../../shared/sockets';

/** Most events that wait to be sent. */
const MOST_WAITING = 1000;
/** From a server's refusal because it is overloaded to the next attempt, in ms. */
const RETRY_DELAY = 1000;
const PASSING = new Set(['overloaded', 'not_stored', 'internal']);

interface Waiting {
  payload: { id: string };
  resolve: (seq: number) => void;
  reject: (reason: Error) => void;
}

/**
 * What a client wants to emit, in order. While it is not connected, or the server is overloaded, events wait here, up to
 * a bound; one that may have been lost on its way is sent again under the same id, which the server stores once.
 */
export class EventQueue {
  readonly #send: (payload: unknown) => Promise<EmitAnswer>;
  readonly #waiting: Waiting[] = [];
  #sending = false;

  /** @param send rejects where no answer can come: then the event stays, until `process` is called again */
  constructor(send: (payload: unknown) => Promise<EmitAnswer>) {
    this.#send = send;
  }

  /**
   * Resolves to the event's `seq` once the server has stored it.
   *
   * @throws Error when too many wait already, or with the server's words when it refuses the event
   */
  push(type: string, data: Record<string, unknown>): Promise<number> {
    if (this.#waiting.length >= MOST_WAITING)
      return Promise.reject(new Error(`${MOST_WAITING} events wait to be sent already`));
    const payload = { id: crypto.randomUUID(), ...data, type };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ payload, resolve, reject });
      void this.process();
    });
  }

  /** Sends what waits; to be called when there is a connection again. */
  async process(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
        const answer = await this.#send(next.payload);
        if ('error' in answer && PASSING.has(answer.error.code)) {
          setTimeout(() => void this.process(), RETRY_DELAY);
          return;
        }
        this.#waiting.shift();
        if ('error' in answer) next.reject(new Error(answer.error.message));
        else next.resolve(answer.seq);
      }
    } catch {
      // No connection: what waits stays.
    } finally {
      this.#sending = false;
    }
  }
}
