import type { Namespace, Socket } from 'socket.io';
import type { MonitorEvent } from '../../../shared/events';
import { isToolEvent, positionSchema, TOOL_EVENT } from '../../../shared/sockets';
import type { PlainClientEvents, PlainServerEvents } from '../../../shared/sockets';
import type { Logger } from '../logger';
import type { RingBuffer, StoredEvent } from '../ring-buffer';
import type { EventPages } from './event-pages';
import { JsonText, type AsText } from './packet-encoder';
import { drained, exceeds } from './write-buffer';

type PlainNamespace = Namespace<PlainClientEvents, AsText<PlainServerEvents>>;
type PlainSocket = Socket<PlainClientEvents, AsText<PlainServerEvents>>;

/** Names that Socket.IO keeps for itself on a socket, and the one that this server does. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  'overflow',
]);
/** A client for whom more packets, or more UTF-16 units of them, wait does not read. */
const WAITING = { packets: 256, length: 1024 * 1024 } as const;
/** The room of clients that have what came before, and read. */
const READERS = 'readers';

/**
 * `/` or `/tools`: each event is emitted by itself, under its type. What comes while nobody is connected waits in the
 * buffer for the next client. One that stops reading is told which event it misses first, and gets no more until it
 * has read what waits.
 */
export class PlainChannel {
  /** Everything up to this `seq` has been sent to those who read. */
  #sent: number;

  /**
   * @param delivered per namespace the newest `seq` that at least one client was sent; it outlives this channel
   * @param flush sends at once what is stored and waits to be sent
   * @param sent the newest `seq`, after which live events follow
   */
  constructor(
    private readonly namespace: PlainNamespace,
    private readonly wants: (type: string) => boolean,
    private readonly buffer: RingBuffer,
    private readonly pages: EventPages,
    private readonly delivered: Map<string, number>,
    private readonly logger: Logger,
    private readonly flush: () => void,
    sent: number,
  ) {
    this.#sent = sent;
    namespace.on('connection', (socket) => {
      this.#greet(socket).catch((error: unknown) => {
        this.logger.warn({ kind: (error as Error).name }, 'a client could not get what it missed');
        socket.conn.close();
      });
    });
  }

  /** Sends the next events to all who read. */
  send(events: readonly StoredEvent[]): void {
    const wanted = this.namespace.sockets.size === 0 ? [] : events.filter(({ type }) => this.wants(type));
    if (wanted[0]) this.#setAsideWhoDoNotRead(wanted[0].seq);
    for (const { type, text } of wanted) {
      this.namespace.to(READERS).emit(eventNameOf(type), new JsonText(text));
    }
    this.#sent = events.at(-1)!.seq;
    if (this.namespace.sockets.size > 0) this.delivered.set(this.namespace.name, this.#sent);
  }

  /** Gives a new client what it missed, at its own pace: after its own position, or what nobody has got yet. */
  async #greet(socket: PlainSocket): Promise<void> {
    const { name } = this.namespace;
    const position = positionSchema.safeParse(socket.handshake.auth);
    const buffered = Math.max(this.delivered.get(name) ?? 0, this.buffer.oldest - 1);
    // Not before: this client would count as one of those to whom that is sent, and is not yet.
    this.flush();
    this.delivered.set(name, this.#sent);
    for (let after = position.success ? position.data.after : buffered; after < this.#sent;) {
      const page = await this.pages.read(after, this.#sent);
      if (page.count === 0) break;
      for (const event of JSON.parse(page.events.text) as MonitorEvent[]) {
        if (this.wants(event.type)) socket.emit(eventNameOf(event.type), new JsonText(JSON.stringify(event)));
      }
      after = page.last;
      await drained(socket);
      if (!socket.connected) return;
    }
    void socket.join(READERS);
  }

  // Judged by what is left of earlier turns: nobody could have read what is sent in this one.
  #setAsideWhoDoNotRead(next: number): void {
    for (const id of this.namespace.adapter.rooms.get(READERS) ?? []) {
      const socket = this.namespace.sockets.get(id);
      if (!socket || !exceeds(socket, WAITING.packets, WAITING.length)) continue;
      void socket.leave(READERS);
      socket.emit('overflow', new JsonText(JSON.stringify({ seq: next })));
      void drained(socket).then(() => socket.connected && socket.join(READERS));
    }
  }
}

/** Tool events share one name; a name that has a meaning of its own is replaced by `event`. */
function eventNameOf(type: string): string {
  if (isToolEvent(type)) return TOOL_EVENT;
  return RESERVED.has(type) ? 'event' : type;
}
