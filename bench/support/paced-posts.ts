import type { Socket } from 'node:net';
import { isNoContent, opened, postRequest } from './posts';
import { plainEvent } from './samples';

/** Requests under way at most; what is due beyond them waits, and its waiting counts. */
const CONNECTIONS = 64;
/** Most that may wait, in s of the rate: beyond it the server does not keep up, and asking on shows nothing new. */
const BACKLOG = 0.5;
/** All events have an `id` of the same length, so that requests are made by putting it into a text. */
const ID_LENGTH = 9;
const PLACE = '#'.repeat(ID_LENGTH);
const TEMPLATES = 50;

/** What became of posting. */
export interface Posted {
  /** When each event was on its way, by its number, on the clock of `performance.now()`. */
  times: number[];
  /** The server took all of them, and as fast as they came. */
  keptUp: boolean;
}

/** The number of an event by the `id` that it was posted with. */
export function numberOfId(id: string): number {
  return Number(id);
}

/** Posts events at a steady rate, each in a request, over connections that stay open. */
export class PacedPosts {
  readonly #templates: [before: string, after: string][];
  #next = 0;

  constructor(private readonly port: number) {
    this.#templates = Array.from({ length: TEMPLATES }, (_, index) => {
      const request = postRequest(port, '/api/events', plainEvent(index, { id: PLACE })).toString();
      return request.split(PLACE, 2) as [string, string];
    });
  }

  /** The number of the event that is posted next. */
  get next(): number {
    return this.#next;
  }

  /**
   * Resolves once all are answered.
   *
   * @param rate events per second
   * @param duration in ms
   */
  async post(rate: number, duration: number): Promise<Posted> {
    // Servers close connections that rest, so that those of the last time may be gone.
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => opened(this.port)));
    const posted = await this.#postOver([...sockets], rate, duration);
    for (const socket of sockets) socket.destroy();
    return posted;
  }

  #postOver(free: Socket[], rate: number, duration: number): Promise<Posted> {
    const posted: Posted = { times: [], keptUp: true };
    const waiting: number[] = [];
    const total = Math.round((rate * duration) / 1000);
    let answered = 0;
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      const isOver = () => posted.times.length === total || !posted.keptUp;
      const sendWaiting = () => {
        while (waiting.length > 0 && free.length > 0) this.#send(free.pop()!, waiting.shift()!);
        if (answered === posted.times.length && isOver()) resolve(posted);
      };
      const tick = () => {
        const now = performance.now();
        const due = Math.min(total, Math.floor(((now - begun) / 1000) * rate));
        while (posted.times.length < due) {
          posted.times.push(now);
          waiting.push(this.#next++);
        }
        if (waiting.length > rate * BACKLOG) posted.keptUp = false;
        sendWaiting();
        if (!isOver()) setTimeout(tick, 1);
      };
      for (const socket of free) {
        socket.on('error', reject);
        socket.on('data', (chunk: Buffer) => {
          posted.keptUp &&= isNoContent(chunk);
          answered++;
          free.push(socket);
          sendWaiting();
        });
      }
      tick();
    });
  }

  #send(socket: Socket, number: number): void {
    const [before, after] = this.#templates[number % TEMPLATES]!;
    socket.write(before + String(number).padStart(ID_LENGTH, '0') + after);
  }
}
