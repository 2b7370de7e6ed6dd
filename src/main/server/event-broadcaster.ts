import type { Server } from 'socket.io';
import { isToolEvent } from '../../shared/sockets';
import { EventPages } from './broadcast/event-pages';
import { PlainChannel } from './broadcast/plain-channel';
import { StreamChannel } from './broadcast/stream-channel';
import type { ConnectionManager } from './connection-manager';
import type { EventJournal } from './event-journal';
import type { Logger } from './logger';
import type { RingBuffer, StoredEvent } from './ring-buffer';
import type { Stats } from './stats';

/** A flush of fewer events than this may be followed by a rest, of so many ms at most. */
const FEW = 64;
const LONGEST_REST = 5;

/** Who is sent events while the server runs. */
interface Channels {
  stream: StreamChannel;
  plain: PlainChannel[];
}

/**
 * Brings stored events to the clients. What comes in one turn of the event loop is gathered and leaves at its end. When
 * few events took long, because there are many clients, the next flush waits as long as the last one took, so that more
 * of them share a frame. A quiet server never waits.
 */
export class EventBroadcaster {
  readonly #pages: EventPages;
  /** Per plain namespace the newest `seq` that was sent to at least one client. */
  readonly #delivered = new Map<string, number>();
  #channels: Channels | null = null;
  #pending: StoredEvent[] = [];
  /** When each of them came in, on the clock of `performance.now()`. */
  #arrivals: number[] = [];
  /** Takes back the flush that is to come. */
  #cancel: (() => void) | null = null;
  #restUntil = 0;

  constructor(
    private readonly buffer: RingBuffer,
    private readonly connections: ConnectionManager,
    private readonly stats: Stats,
    private readonly journal: EventJournal,
    private readonly logger: Logger,
  ) {
    this.#pages = new EventPages(buffer, journal);
  }

  /** Starts to serve the namespaces of `io`. */
  attach(io: Server): void {
    const { connections, journal, logger, buffer } = this;
    const flush = () => this.flush();
    const head = buffer.newest || journal.head;
    const plain = (name: string, wants: (type: string) => boolean) =>
      new PlainChannel(io.of(name), wants, buffer, this.#pages, this.#delivered, logger, flush, head);
    this.#channels = {
      stream: new StreamChannel(io.of('/stream'), this.#pages, journal, connections, logger, flush, head),
      plain: [plain('/', () => true), plain('/tools', isToolEvent)],
    };
  }

  /** Sends what still waits and lets go of the namespaces. */
  detach(): void {
    this.flush();
    this.#channels = null;
  }

  /**
   * Takes an event that is stored already; it goes out at the end of this turn of the event loop, or a little later.
   *
   * @param arrived when it came in, on the clock of `performance.now()`
   */
  broadcast(stored: StoredEvent, arrived: number): void {
    if (!this.#channels) return;
    this.#pending.push(stored);
    this.#arrivals.push(arrived);
    this.#cancel ??= this.#schedule();
  }

  /** Sends at once what was gathered. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const [events, arrivals] = [this.#pending, this.#arrivals];
    if (events.length === 0 || !this.#channels) return;
    this.#pending = [];
    this.#arrivals = [];
    const begun = performance.now();
    this.#channels.stream.send(events);
    for (const channel of this.#channels.plain) channel.send(events);
    const ended = performance.now();
    this.#restUntil = events.length < FEW ? ended + Math.min(LONGEST_REST, ended - begun) : ended;
    this.stats.eventsSent += events.length;
    for (const arrived of arrivals) this.stats.measure(ended - arrived);
  }

  #schedule(): () => void {
    const rest = this.#restUntil - performance.now();
    if (rest < 1) {
      const immediate = setImmediate(() => this.flush());
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(() => this.flush(), rest);
    return () => clearTimeout(timer);
  }
}
