import { io, type Socket } from 'socket.io-client';
import { ActivityModel } from '../../shared/activity/activity-model';
import type { MonitorEvent } from '../../shared/events';
import type { StreamClientEvents, StreamServerEvents, Subscribed } from '../../shared/sockets';

/** How many of the newest events tell what goes on. */
const NEWEST = 20_000;
/** How long a connection or an answer may take, in ms. */
const TIMEOUT = 5000;

/**
 * Follows the events of a server in another process, over its `/stream`. What was seen stays when that server is left:
 * the next one of the same journal goes on from there.
 */
export class StreamFollower {
  readonly activity = new ActivityModel({ maxEntries: NEWEST, indexFiles: false });
  #socket: Socket<StreamServerEvents, StreamClientEvents> | null = null;
  #epoch: string | null = null;
  #seq = 0;
  /** What was there before is no news. */
  #newsAfter = Infinity;

  /**
   * @param onEvent told of each event that comes in while a server is followed
   * @param onCaughtUp told when what was there before has been taken in, all in one
   */
  constructor(
    private readonly onEvent: (event: MonitorEvent) => void,
    private readonly onCaughtUp: () => void,
  ) {}

  /** @param onLost called once, when the connection ends or cannot be made */
  follow(url: string, token: string, onLost: () => void): void {
    this.leave();
    const socket: Socket<StreamServerEvents, StreamClientEvents> = io(`${url}/stream`, {
      auth: { token },
      forceNew: true,
      reconnection: false,
      timeout: TIMEOUT,
      transports: ['websocket'],
    });
    this.#socket = socket;
    const lost = () => {
      if (this.#socket !== socket) return;
      this.leave();
      onLost();
    };
    socket.on('connect', () => this.#subscribe(socket, lost));
    socket.on('batch', (events, acknowledge) => {
      this.#take(events);
      if (acknowledge) socket.emit('ack', this.#seq);
    });
    socket.on('disconnect', lost);
    socket.on('connect_error', lost);
  }

  leave(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.disconnect();
  }

  #subscribe(socket: Socket<StreamServerEvents, StreamClientEvents>, lost: () => void): void {
    const request = { after: this.#seq, epoch: this.#epoch, tail: NEWEST };
    socket.timeout(TIMEOUT).emit('subscribe', request, (error, answer) => {
      if (error || 'error' in answer) lost();
      else if (this.#socket === socket) this.#begin(answer);
    });
  }

  #begin({ epoch, from, head, reset }: Subscribed): void {
    if (reset) this.activity.reset();
    this.#epoch = epoch;
    this.#seq = from - 1;
    this.#newsAfter = head;
    if (this.#seq >= head) this.onCaughtUp();
  }

  #take(events: readonly MonitorEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.#seq) continue;
      this.#seq = event.seq;
      this.activity.apply(event);
      if (event.seq > this.#newsAfter) this.onEvent(event);
      else if (event.seq === this.#newsAfter) this.onCaughtUp();
    }
  }
}
