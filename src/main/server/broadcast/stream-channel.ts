import type { Namespace } from 'socket.io';
import { acknowledgementSchema, subscribeSchema } from '../../../shared/sockets';
import type {
  ClientError,
  StreamClientEvents,
  StreamServerEvents,
  Subscribed,
} from '../../../shared/sockets';
import type { ConnectionManager } from '../connection-manager';
import type { EventJournal } from '../event-journal';
import { JournalError } from '../journal/errors';
import type { Logger } from '../logger';
import type { StoredEvent } from '../ring-buffer';
import { fitting, pageOf, type EventPage, type EventPages } from './event-pages';
import type { AsText } from './packet-encoder';
import { SharedFrame } from './shared-frame';
import { AskPace, StreamClient, type StreamSocket } from './stream-client';
import { drained } from './write-buffer';

/** What is said to whoever asks in another one. */
const FORM = 'subscribe takes {after: a whole number from 0, epoch: text or null, tail?: a number from 1}';

type StreamNamespace = Namespace<StreamClientEvents, AsText<StreamServerEvents>>;

/**
 * `/stream`: every event reaches every client exactly once and in order. Clients that have caught up share one frame;
 * the others, and those that do not keep up, read pages at their own pace, and nothing waits for them here.
 */
export class StreamChannel {
  /** Those that have caught up. */
  readonly #followers = new Set<StreamClient>();
  readonly #pace = new AskPace();
  /** Everything up to this `seq` has been sent to the followers. */
  #sent: number;

  /**
   * @param flush sends at once what is stored and waits to be sent
   * @param sent the newest `seq`, after which live events follow
   */
  constructor(
    private readonly namespace: StreamNamespace,
    private readonly pages: EventPages,
    private readonly journal: EventJournal,
    private readonly connections: ConnectionManager,
    private readonly logger: Logger,
    private readonly flush: () => void,
    sent: number,
  ) {
    this.#sent = sent;
    namespace.on('connection', (socket) => this.#welcome(socket));
  }

  /** Sends the next events to all who follow. */
  send(events: readonly StoredEvent[]): void {
    for (let from = 0; from < events.length;) {
      const count = fitting(events, from);
      this.#broadcast(pageOf(events.slice(from, from + count)));
      from += count;
    }
  }

  #broadcast(page: EventPage): void {
    const asks = this.#pace.asks(amountOf(page));
    this.#sent = page.last;
    if (this.#followers.size === 0) return;
    this.#deliver(page, asks, this.#followers);
    for (const client of this.#followers) if (!client.open) this.#setAside(client);
  }

  /** Sends a page to clients, each of which notes it. */
  #deliver(page: EventPage, asks: boolean, clients: Iterable<StreamClient>): void {
    const frame = new SharedFrame(this.namespace.name, 'batch', page.events, ...asking(asks));
    for (const client of clients) {
      if (!frame.sendTo(client.socket)) client.socket.emit('batch', page.events, ...asking(asks));
      client.note(amountOf(page), page.last, asks);
    }
  }

  #welcome(socket: StreamSocket): void {
    const client = new StreamClient(socket);
    this.connections.follow(socket.id, () => client.position);
    socket.on('subscribe', (request, answer) => {
      if (typeof answer === 'function') answer(this.#subscribe(client, request));
    });
    socket.on('ack', (seq) => {
      if (acknowledgementSchema.safeParse(seq).success) client.acknowledge(seq);
    });
    socket.on('disconnect', () => this.#followers.delete(client));
  }

  #subscribe(client: StreamClient, request: unknown): Subscribed | ClientError {
    const parsed = subscribeSchema.safeParse(request);
    if (!parsed.success) return { error: { code: 'malformed', message: FORM } };
    // What is stored is also sent now, so that the newest event is the same for all who ask.
    this.flush();
    const { epoch, oldest } = this.journal;
    const { after, tail = Infinity } = parsed.data;
    const head = this.#sent;
    const reset = (parsed.data.epoch !== null && parsed.data.epoch !== epoch) || after > head;
    const start = reset || after === 0 ? Math.max(0, head - tail) : after;
    const from = Math.max(start + 1, oldest);
    client.begin(from - 1);
    this.#setAside(client);
    return { epoch, from, head, missed: from - 1 - start, reset };
  }

  /** From here on the client reads at its own pace, until it has caught up. */
  #setAside(client: StreamClient): void {
    this.#followers.delete(client);
    this.#catchUp(client, client.turn()).catch((error: unknown) => {
      this.logger.warn({ kind: (error as Error).name }, 'a client could not catch up');
      // It comes back by itself, and asks again from where it is.
      client.socket.conn.close();
    });
  }

  /**
   * Sends what follows, page by page, as the client acknowledges; the next page is read while the last one leaves. Once
   * nothing is left it follows live, from the same turn on, so that nothing comes between.
   */
  async #catchUp(client: StreamClient, isCurrent: () => boolean): Promise<void> {
    let next: Promise<EventPage> | null = null;
    for (;;) {
      await client.opened();
      await drained(client.socket);
      if (!isCurrent()) return;
      if (client.sent >= this.#sent) break;
      const page: EventPage = await (next ?? this.#pageAfter(client.sent));
      if (!isCurrent()) return;
      if (page.count === 0) throw new JournalError(`Nothing is kept after ${client.sent}`);
      next = page.last < this.#sent ? this.#pageAfter(page.last) : null;
      // Whoever waits for it learns of a failure.
      next?.catch(() => undefined);
      this.#deliver(page, client.asks(amountOf(page)), [client]);
    }
    this.#followers.add(client);
  }

  /** What retention has deleted meanwhile is left out; the client sees the gap and asks how large it is. */
  #pageAfter(seq: number): Promise<EventPage> {
    return this.pages.read(Math.max(seq, this.journal.oldest - 1), this.#sent);
  }
}

const amountOf = ({ count, bytes }: EventPage) => ({ events: count, bytes });
const asking = (asks: boolean): [] | [true] => (asks ? [true] : []);
