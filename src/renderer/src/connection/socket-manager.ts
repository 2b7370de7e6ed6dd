import { io, type Socket } from 'socket.io-client';
import type { MonitorEvent } from '../../../shared/events';
import { isToolEvent } from '../../../shared/sockets';
import type { EmitAnswer, StreamClientEvents, StreamServerEvents, Subscribed } from '../../../shared/sockets';
import { EventQueue } from './event-queue';
import { readBatch, readSubscribed } from './frames';
import { Listeners } from './listeners';

/** How long a connection or an answer may take, in ms. */
const TIMEOUT = 20_000;
/** How many of the newest events are asked for at the beginning: soon there, and enough for a first look. */
const FIRST_LOOK = 500;
const RETRY_DELAY = 1000;
const RETRY_DELAY_MAX = 5000;

/** `live`: subscribed, and events flow. `offline`: not (any more), and trying again. */
export type SocketState = 'connecting' | 'live' | 'offline';

/** How far a client has read, and in which journal. */
export interface Position {
  readonly seq: number;
  readonly epoch: string | null;
}

/**
 * A client of the server's `/stream`: hands out every event exactly once and in order, over lost connections and
 * restarts of the server, and tries for ever.
 */
export class SocketManager {
  readonly #url: string;
  readonly #token: string;
  #position: Position;
  #socket: Socket<StreamServerEvents, StreamClientEvents> | null = null;
  #abandon: (reason: Error) => void = () => undefined;
  /** Counts what was asked, so that an answer to an older question is known as such. */
  #subscription = 0;
  #subscribed = false;
  /** The position at which a gap made it ask again; a gap that is there the second time is real. */
  #gapAfter: number | null = null;
  /** The newest `seq` that the server wants to hear of, and the newest that was handled. */
  #asked: number | null = null;
  #handled = 0;
  #attempts = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  readonly #eventQueue = new EventQueue((payload) => this.#emit(payload));
  readonly #batch = new Listeners<MonitorEvent[]>('batch');
  readonly #toolEvent = new Listeners<MonitorEvent>('tool event');
  readonly #begin = new Listeners<Subscribed>('subscription');
  readonly #missed = new Listeners<number>('gap');
  readonly #state = new Listeners<SocketState>('connection state');
  readonly #stats = new Listeners<void>('change of the figures');

  constructor(url: string, token: string, position: Position = { seq: 0, epoch: null }) {
    this.#url = url;
    this.#token = token;
    this.#position = position;
  }

  get position(): Position {
    return this.#position;
  }

  /** Settles with the first attempt; where that fails it goes on trying until `disconnect`. */
  connect(): Promise<void> {
    this.disconnect();
    const socket: Socket<StreamServerEvents, StreamClientEvents> = io(`${this.#url}/stream`, {
      auth: { token: this.#token },
      transports: ['websocket', 'polling'],
      timeout: TIMEOUT,
      reconnection: true,
      reconnectionDelay: RETRY_DELAY,
      reconnectionDelayMax: RETRY_DELAY_MAX,
      reconnectionAttempts: Infinity,
    });
    this.#socket = socket;
    this.#state.tell('connecting');
    socket.on('connect', () => {
      socket.emit('stats');
      this.#subscribe();
    });
    socket.on('disconnect', () => this.#lost());
    socket.on('connect_error', () => this.#lost());
    socket.on('batch', (frame: unknown, acknowledge?: unknown) => this.#receive(frame, acknowledge === true));
    socket.on('stats', () => this.#stats.tell());
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  }

  /** Ends the connection and every further attempt. */
  disconnect(): void {
    clearTimeout(this.#retryTimer);
    this.#subscribed = false;
    this.#subscription++;
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = null;
    this.#abandon(new Error('closed'));
  }

  isConnected(): boolean {
    return this.#socket?.connected ?? false;
  }

  /**
   * Sends an event of this client's own. It waits while there is no connection.
   *
   * @returns its `seq`, once the server has stored it
   * @throws Error when the server refuses it, or too many wait
   */
  emitEvent(type: string, data: Record<string, unknown>): Promise<number> {
    return this.#eventQueue.push(type, data);
  }

  /**
   * To be told when events are dealt with: the server sends a window's worth beyond that and no more, so that nothing
   * piles up here either.
   */
  handled(seq: number): void {
    this.#handled = seq;
    this.#acknowledge();
  }

  /** Events in order of `seq`, none twice. */
  onBatch(handler: (events: MonitorEvent[]) => void): void {
    this.#batch.add(handler);
  }

  /** Each start and each end of a tool call. */
  onToolEvent(handler: (event: MonitorEvent) => void): void {
    this.#toolEvent.add(handler);
  }

  /** Told before the first batch of each subscription: whether to start anew, what was missed, how far it goes. */
  onSubscribed(handler: (subscribed: Subscribed) => void): void {
    this.#begin.add(handler);
  }

  /** How many events the server left out within a subscription. */
  onMissed(handler: (count: number) => void): void {
    this.#missed.add(handler);
  }

  /** Told when the server's own figures have changed otherwise than by events. */
  onStats(handler: () => void): void {
    this.#stats.add(handler);
  }

  onState(handler: (state: SocketState) => void): void {
    this.#state.add(handler);
  }

  #lost(): void {
    this.#subscribed = false;
    this.#subscription++;
    this.#state.tell('offline');
    // A server that refuses a client, or sends it away, is not tried again by socket.io itself.
    if (!this.#socket?.active) this.#retry(() => this.#socket?.connect());
  }

  #retry(action: () => void): void {
    clearTimeout(this.#retryTimer);
    const delay = Math.min(RETRY_DELAY * 2 ** this.#attempts++, RETRY_DELAY_MAX);
    this.#retryTimer = setTimeout(action, delay);
  }

  #subscribe(): void {
    const subscription = ++this.#subscription;
    this.#subscribed = false;
    const request = { after: this.#position.seq, epoch: this.#position.epoch, tail: FIRST_LOOK };
    this.#socket?.timeout(TIMEOUT).emit('subscribe', request, (error: Error | null, answer: unknown) => {
      if (subscription !== this.#subscription) return;
      const subscribed = readSubscribed(answer);
      if (subscribed) this.#begun(subscribed);
      else this.#refused(error ?? answer);
    });
  }

  #begun(subscribed: Subscribed): void {
    this.#attempts = 0;
    this.#subscribed = true;
    this.#asked = null;
    this.#handled = subscribed.from - 1;
    this.#position = { seq: subscribed.from - 1, epoch: subscribed.epoch };
    this.#begin.tell(subscribed);
    this.#state.tell('live');
    void this.#eventQueue.process();
  }

  #refused(reason: unknown): void {
    console.warn('The server did not take the subscription; asking again.', reason);
    this.#state.tell('offline');
    this.#retry(() => this.#subscribe());
  }

  #receive(frame: unknown, acknowledge: boolean): void {
    const events = readBatch(frame);
    // What is on its way while a new subscription is asked for comes again with it.
    if (!events || !this.#subscribed) return;
    const fresh = this.#inOrder(events);
    if (acknowledge) this.#asked = events.at(-1)?.seq ?? this.#asked;
    this.#acknowledge();
    if (fresh.length === 0) return;
    this.#batch.tell(fresh);
    for (const event of fresh) if (isToolEvent(event.type)) this.#toolEvent.tell(event);
  }

  #acknowledge(): void {
    if (this.#asked === null || this.#handled < this.#asked) return;
    this.#socket?.emit('ack', this.#asked);
    this.#asked = null;
  }

  #emit(payload: unknown): Promise<EmitAnswer> {
    const socket = this.#socket;
    if (!socket?.connected) return Promise.reject(new Error('not connected'));
    return socket.timeout(TIMEOUT).emitWithAck('event', payload);
  }

  /** Drops what was there before, and stops at a gap to ask for what is missing. */
  #inOrder(events: MonitorEvent[]): MonitorEvent[] {
    const fresh: MonitorEvent[] = [];
    for (const event of events) {
      const { seq, epoch } = this.#position;
      if (event.seq <= seq) continue;
      if (event.seq > seq + 1 && !this.#passGap(seq, event.seq)) break;
      this.#position = { seq: event.seq, epoch };
      fresh.push(event);
    }
    return fresh;
  }

  #passGap(after: number, next: number): boolean {
    if (this.#gapAfter === after) {
      this.#missed.tell(next - after - 1);
      return true;
    }
    this.#gapAfter = after;
    this.#subscribe();
    return false;
  }
}
