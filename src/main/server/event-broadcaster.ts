import type { Namespace, Server, Socket } from 'socket.io';
import type { MonitorEvent } from '../../shared/events';
import { isToolEvent, subscribeSchema, TOOL_EVENT } from '../../shared/sockets';
import type {
  ClientError,
  PlainClientEvents,
  PlainServerEvents,
  StreamClientEvents,
  StreamServerEvents,
  Subscribed,
} from '../../shared/sockets';
import type { ConnectionManager } from './connection-manager';
import type { EventJournal } from './event-journal';
import type { RingBuffer, StoredEvent } from './ring-buffer';
import type { Stats } from './stats';

/** Names that Socket.IO keeps for itself on a socket. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);
/** Most events in one `batch` frame. */
const BATCH = 500;
/** Longest page that is read from the journal at once, in UTF-16 units. */
const PAGE_LENGTH = 1024 * 1024;
/** A follower for whom more packets than this wait does not keep up. */
const SLOW_PACKETS = 16;
/** The room of clients of `/stream` that have caught up. */
const FOLLOWERS = 'followers';

type PlainNamespace = Namespace<PlainClientEvents, PlainServerEvents>;
type StreamNamespace = Namespace<StreamClientEvents, StreamServerEvents>;
/** An event on its way to the clients. */
interface Pending {
  event: MonitorEvent;
  arrived: number;
}

type PlainSocket = Socket<PlainClientEvents, PlainServerEvents>;
type StreamSocket = Socket<StreamClientEvents, StreamServerEvents>;

/** The position a client of `/` or `/tools` may name when it connects, to get what it missed. */
const positionSchema = subscribeSchema.pick({ after: true });

/**
 * Brings stored events to the clients. On `/stream` they are gathered per turn of the event loop and sent as one
 * frame, in order of `seq`; on `/` and `/tools` each is emitted by itself. What comes while a plain namespace has no
 * client waits in the buffer for the next one.
 */
export class EventBroadcaster {
  #plain: PlainNamespace | null = null;
  #tools: PlainNamespace | null = null;
  #stream: StreamNamespace | null = null;
  #pending: Pending[] = [];
  #flushing: NodeJS.Immediate | null = null;
  /** Clients of `/stream` that do not follow yet; the symbol tells the newest attempt from older ones. */
  readonly #catchingUp = new WeakMap<StreamSocket, symbol>();
  /** Per plain namespace the newest `seq` that was sent to at least one client. */
  readonly #delivered = new Map<string, number>();

  constructor(
    private readonly buffer: RingBuffer,
    private readonly connections: ConnectionManager,
    private readonly stats: Stats,
    private readonly journal: EventJournal,
  ) {}

  /** Starts to serve the namespaces of `io`. */
  attach(io: Server): void {
    this.#plain = io.of('/') as PlainNamespace;
    this.#tools = io.of('/tools') as PlainNamespace;
    this.#stream = io.of('/stream') as StreamNamespace;
    this.#plain.on('connection', (socket) => this.#greet(socket, () => true));
    this.#tools.on('connection', (socket) => this.#greet(socket, isToolEvent));
    this.#stream.on('connection', (socket) => {
      socket.on('subscribe', (request, answer) => {
        if (typeof answer === 'function') this.#subscribe(socket, request, answer);
      });
    });
  }

  /** Sends what still waits and lets go of the namespaces. */
  detach(): void {
    this.flush();
    this.#plain = this.#tools = this.#stream = null;
  }

  /**
   * Takes an event that is stored already; it goes out at the end of this turn of the event loop.
   *
   * @param arrived when it came in, on the clock of `performance.now()`
   */
  broadcast({ event }: StoredEvent, arrived: number): void {
    if (!this.#stream) return;
    this.#pending.push({ event, arrived });
    this.#flushing ??= setImmediate(() => this.flush());
  }

  /** Sends at once what was gathered. */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    const events = this.#pending;
    if (events.length === 0 || !this.#stream) return;
    this.#pending = [];
    this.#setSlowAside(events[0]!.event.seq - 1);
    for (let index = 0; index < events.length; index += BATCH) {
      const batch = events.slice(index, index + BATCH).map(({ event }) => event);
      this.#stream.to(FOLLOWERS).emit('batch', batch);
    }
    this.connections.sentTo(this.#stream.adapter.rooms.get(FOLLOWERS) ?? [], events.at(-1)!.event.seq);
    this.#emitEach(this.#plain, events, () => true);
    this.#emitEach(this.#tools, events, isToolEvent);
    const now = performance.now();
    for (const { arrived } of events) this.stats.measure(now - arrived);
    this.stats.eventsSent += events.length;
  }

  #emitEach(namespace: PlainNamespace | null, events: Pending[], wants: (type: string) => boolean): void {
    if (!namespace || namespace.sockets.size === 0) return;
    for (const { event } of events) {
      if (wants(event.type)) namespace.emit(eventNameOf(event.type), event);
    }
    this.#delivered.set(namespace.name, events.at(-1)!.event.seq);
  }

  /**
   * Gives a new client of `/` or `/tools` what it missed: after its own position, or what nobody has got yet. Events
   * that wait for the end of this turn are left to come with it.
   */
  #greet(socket: PlainSocket, wants: (type: string) => boolean): void {
    const position = positionSchema.safeParse(socket.handshake.auth);
    const namespace = socket.nsp.name;
    const after = position.success ? position.data.after : (this.#delivered.get(namespace) ?? 0);
    const upTo = (this.#pending[0]?.event.seq ?? this.#head + 1) - 1;
    for (const { event } of this.buffer.after(after, Infinity, upTo)) {
      if (wants(event.type)) socket.emit(eventNameOf(event.type), event);
    }
    this.#delivered.set(namespace, upTo);
  }

  /** The newest `seq` that is here to be sent. */
  get #head(): number {
    return this.buffer.newest || this.journal.head;
  }

  #subscribe(
    socket: StreamSocket,
    request: unknown,
    answer: (result: Subscribed | ClientError) => void,
  ): void {
    const parsed = subscribeSchema.safeParse(request);
    if (!parsed.success) {
      const message =
        'subscribe takes {after: a whole number from 0, epoch: text or null, tail?: a number from 1}';
      answer({ error: { code: 'malformed', message } });
      return;
    }
    const head = this.#head;
    const { epoch, oldest } = this.journal;
    const { after, tail = Infinity } = parsed.data;
    const reset = (parsed.data.epoch !== null && parsed.data.epoch !== epoch) || after > head;
    const start = reset || after === 0 ? Math.max(0, head - tail) : after;
    const from = Math.max(start + 1, oldest);
    answer({ epoch, from, head, missed: from - 1 - start, reset });
    void this.#catchUp(socket, from - 1);
  }

  /**
   * Sends what follows `after` at the pace at which the client reads: from the journal what is gone from memory, then
   * from the buffer. Once nothing is left it follows live, from the same turn on, so that nothing comes between.
   */
  async #catchUp(socket: StreamSocket, after: number): Promise<void> {
    const turn = Symbol('catching up');
    this.#catchingUp.set(socket, turn);
    void socket.leave(FOLLOWERS);
    for (let sent = after; ;) {
      await drained(socket);
      if (!socket.connected || this.#catchingUp.get(socket) !== turn) return;
      this.flush();
      this.connections.sentTo([socket.id], sent);
      if (sent >= this.#head) break;
      const page = await this.#pageAfter(sent);
      const last = page.at(-1);
      if (!last) break;
      if (this.#catchingUp.get(socket) !== turn) return;
      socket.emit('batch', page);
      sent = last.seq;
    }
    this.#catchingUp.delete(socket);
    void socket.join(FOLLOWERS);
  }

  async #pageAfter(seq: number): Promise<MonitorEvent[]> {
    if (seq + 1 >= this.buffer.oldest) return this.buffer.after(seq, BATCH).map(({ event }) => event);
    const { events } = await this.journal.readAfter(seq, { limit: BATCH, maxLength: PAGE_LENGTH });
    return JSON.parse(events) as MonitorEvent[];
  }

  /** Followers who do not keep up read from journal and buffer at their own pace; nothing waits for them here. */
  #setSlowAside(sent: number): void {
    for (const id of this.#stream?.adapter.rooms.get(FOLLOWERS) ?? []) {
      const socket = this.#stream?.sockets.get(id);
      if (socket && waiting(socket) > SLOW_PACKETS) void this.#catchUp(socket, sent);
    }
  }
}

/** Resolves when what was sent to a client is in the network's hands, or the client is gone. */
function drained(socket: StreamSocket): Promise<void> {
  const { conn } = socket;
  if (waiting(socket) === 0 || conn.readyState !== 'open') return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      conn.off('drain', done);
      conn.off('close', done);
      resolve();
    };
    conn.on('drain', done);
    conn.on('close', done);
  });
}

/** Packets that wait for the network to take those before them. Engine.IO tells this by no public name. */
function waiting({ conn }: StreamSocket): number {
  return (conn['writeBuffer'] as unknown[]).length;
}

/** Tool events share one name; a name that Socket.IO keeps for itself is replaced by `event`. */
function eventNameOf(type: string): string {
  if (isToolEvent(type)) return TOOL_EVENT;
  return RESERVED.has(type) ? 'event' : type;
}
