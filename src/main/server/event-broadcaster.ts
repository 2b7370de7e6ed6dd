import type { Namespace, Server, Socket } from 'socket.io';
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
/** The room of clients of `/stream` that have caught up. */
const FOLLOWERS = 'followers';

type PlainNamespace = Namespace<PlainClientEvents, PlainServerEvents>;
type StreamNamespace = Namespace<StreamClientEvents, StreamServerEvents>;
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
  #pending: StoredEvent[] = [];
  #flushing: NodeJS.Immediate | null = null;
  /** Per plain namespace the newest `seq` that was sent to at least one client. */
  readonly #delivered = new Map<string, number>();

  constructor(
    private readonly buffer: RingBuffer,
    private readonly connections: ConnectionManager,
    private readonly stats: Stats,
    private readonly journal: { readonly epoch: string; readonly head: number },
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

  /** Takes an event that is stored already; it goes out at the end of this turn of the event loop. */
  broadcast(stored: StoredEvent): void {
    if (!this.#stream) return;
    this.#pending.push(stored);
    this.#flushing ??= setImmediate(() => this.flush());
  }

  /** Sends at once what was gathered. */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    const events = this.#pending;
    if (events.length === 0 || !this.#stream) return;
    this.#pending = [];
    for (let index = 0; index < events.length; index += BATCH) {
      const batch = events.slice(index, index + BATCH).map(({ event }) => event);
      this.#stream.to(FOLLOWERS).emit('batch', batch);
    }
    this.connections.sentToFollowers(this.journal.head);
    this.#emitEach(this.#plain, events, () => true);
    this.#emitEach(this.#tools, events, isToolEvent);
    const now = performance.now();
    for (const { arrived } of events) this.stats.measure(now - arrived);
    this.stats.eventsSent += events.length;
  }

  #emitEach(namespace: PlainNamespace | null, events: StoredEvent[], wants: (type: string) => boolean): void {
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
    const upTo = (this.#pending[0]?.event.seq ?? this.journal.head + 1) - 1;
    for (const { event } of this.buffer.after(after, Infinity, upTo)) {
      if (wants(event.type)) socket.emit(eventNameOf(event.type), event);
    }
    this.#delivered.set(namespace, upTo);
  }

  /** Answers, sends what the client missed and lets it follow: all in one turn, so that nothing comes between. */
  #subscribe(
    socket: StreamSocket,
    request: unknown,
    answer: (result: Subscribed | ClientError) => void,
  ): void {
    const parsed = subscribeSchema.safeParse(request);
    if (!parsed.success) {
      const message = 'subscribe takes {after: a whole number from 0, epoch: text or null}';
      answer({ error: { code: 'malformed', message } });
      return;
    }
    void socket.leave(FOLLOWERS);
    this.flush();
    const { epoch, head } = this.journal;
    const { after } = parsed.data;
    const reset = (parsed.data.epoch !== null && parsed.data.epoch !== epoch) || after > head;
    const start = reset ? 0 : after;
    const from = Math.max(start + 1, this.buffer.oldest);
    answer({ epoch, from, head, missed: from - 1 - start, reset });
    this.#catchUp(socket, from - 1);
    void socket.join(FOLLOWERS);
    this.connections.sentTo(socket.id, head);
  }

  #catchUp(socket: StreamSocket, after: number): void {
    for (let sent = after; ;) {
      const page = this.buffer.after(sent, BATCH).map(({ event }) => event);
      const last = page.at(-1);
      if (!last) return;
      socket.emit('batch', page);
      sent = last.seq;
    }
  }
}

/** Tool events share one name; a name that Socket.IO keeps for itself is replaced by `event`. */
function eventNameOf(type: string): string {
  if (isToolEvent(type)) return TOOL_EVENT;
  return RESERVED.has(type) ? 'event' : type;
}
