import type { Server as HttpServer } from 'node:http';
import type { Socket as Connection } from 'node:net';
import type { Server, Socket } from 'socket.io';
import { ActivityModel } from '../../shared/activity/activity-model';
import type { MonitorEvent } from '../../shared/events';
import type { StreamClientEvents } from '../../shared/sockets';
import type { DropReason, ServerStats } from '../../shared/stats';
import { isLoopback } from './addresses';
import { TokenCheck } from './auth';
import { StatsNotice } from './broadcast/stats-notice';
import { ConnectionManager } from './connection-manager';
import { EmittedEvents } from './emitted-events';
import { EventBroadcaster } from './event-broadcaster';
import { EventHandlerRegistry } from './event-handler-registry';
import type { EventJournal } from './event-journal';
import { CLOSING_GRACE, sayGoodbye } from './goodbye';
import { createLimitedServer } from './http/limited-server';
import { HttpRoutes } from './http/routes';
import { SourceLimit } from './http/source-limit';
import { Views } from './http/views';
import { Ingest, RefusedEvent, type Origin, type RecordedResult } from './ingest';
import { MemoryJournal } from './memory-journal';
import type { HookAgent } from './normalize';
import { ToolPairing } from './pairing';
import { listen, type Listener } from './ports';
import { Redactor } from './redaction/redactor';
import { newestEvents, Restoration } from './restore';
import { RingBuffer, storedEvent } from './ring-buffer';
import { DEFAULT_OPTIONS, type ServerOptions } from './server-options';
import { createSocketServer, guard } from './socket-server';
import { Stats } from './stats';

const PLAIN_NAMESPACES = ['/', '/tools'];
const NAMESPACES = [...PLAIN_NAMESPACES, '/stream'];
/** The room of those who want to be told that figures have changed. */
const STATS = 'stats';
/** How many tool calls and other entries are remembered to tell the sessions' states. */
const ENTRIES = 20_000;

/** Where a running server is reached. */
export interface Address {
  host: '127.0.0.1';
  port: number;
  /** The wanted port belongs to another program, and this one was taken instead. */
  fellBack: boolean;
}

interface Running {
  /** Of all kinds, WebSockets among them. */
  connections: Set<Connection>;
  io: Server;
  listener: Listener;
  address: Address;
}

/**
 * The monitor server: takes events over HTTP and Socket.IO on this machine's loopback and brings them to its clients.
 * Starting, stopping and stopping hard may be called in any order and any number of times. Events and counters stay
 * over a stop, so that clients miss nothing when it starts again.
 */
export class SocketIOServerCore {
  readonly options: Readonly<ServerOptions>;
  readonly registry: EventHandlerRegistry;
  readonly #statsNotice = new StatsNotice(() => this.#running?.io.of('/stream').to(STATS).emit('stats'));
  readonly connections = new ConnectionManager(() => this.#statsNotice.changed());
  readonly activity = new ActivityModel({ maxEntries: ENTRIES, indexFiles: false });
  readonly #journal: EventJournal;
  readonly #pairing = new ToolPairing();
  readonly #counters = new Stats(() => this.#statsNotice.changed());
  readonly #buffer: RingBuffer;
  readonly #restoration = new Restoration(() => this.#restore());
  readonly #broadcaster: EventBroadcaster;
  readonly #ingest: Ingest;
  readonly #views: Views;
  readonly #token: TokenCheck;
  #running: Running | null = null;
  /** The port it listened on last; 0 before the first start. */
  #lastPort = 0;
  /** When it was started last. */
  #startedAt = 0;
  /** The last start or stop asked for; the next one waits for it. */
  #queue: Promise<unknown> = Promise.resolve();

  /** @param journal keeps the events; it is closed by whom it was opened */
  constructor(
    options: Pick<ServerOptions, 'token'> & Partial<ServerOptions>,
    journal: EventJournal = new MemoryJournal(),
  ) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
    const { bufferEvents, bufferBytes, logger, token, version } = this.options;
    this.#journal = journal;
    this.#token = new TokenCheck(token);
    this.#buffer = new RingBuffer(bufferEvents, bufferBytes);
    this.registry = new EventHandlerRegistry(logger);
    this.#broadcaster = new EventBroadcaster(
      this.#buffer,
      this.connections,
      this.#counters,
      this.#journal,
      logger,
    );
    this.#ingest = new Ingest(
      this.registry,
      this.#journal,
      this.#buffer,
      { apply: (event) => this.#publish(event) },
      this.#broadcaster,
      this.#counters,
      new Redactor(this.options.redact, this.options.redactPatterns),
      this.#restoration,
    );
    const self = {
      version,
      port: () => this.#lastPort,
      startedAt: () => this.#startedAt,
      restored: () => this.#restoration.done(),
    };
    this.#views = new Views(
      self,
      this.#journal,
      this.#buffer,
      this.activity,
      this.connections,
      this.registry,
      this.#counters,
    );
    for (const pattern of ['prompt', 'tool_*'])
      this.registry.register(pattern, (event) => this.#pairing.pair(event), 'tool pairing');
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** The port it listens on; null while it does not run. */
  get port(): number | null {
    return this.#running?.address.port ?? null;
  }

  get epoch(): string {
    return this.#journal.epoch;
  }

  get stats(): ServerStats {
    return this.#views.stats();
  }

  /**
   * Listens. Does nothing when it does so already.
   *
   * @throws NoFreePort
   */
  start(): Promise<Address> {
    return this.#inTurn(async () => {
      this.#running ??= await this.#open();
      if (!this.#restoration.isDone) this.#restoration.schedule();
      return this.#running.address;
    });
  }

  /** Lets requests under way finish, sends what is gathered, says goodbye to the clients and closes the port. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#close(false));
  }

  /** Closes everything at once, as a crash would. */
  forceStop(): Promise<void> {
    return this.#inTurn(() => this.#close(true));
  }

  /**
   * Sends an event of the plain shape on its way, as if it had been posted with the token. Works while the server is
   * stopped too: clients get it when they are back.
   *
   * @returns its `seq`; null when it was refused, which is counted
   */
  async broadcastEvent(payload: unknown): Promise<number | null> {
    try {
      return await this.#ingest.event(payload, true);
    } catch (error) {
      if (error instanceof RefusedEvent) return null;
      throw error;
    }
  }

  /** From now on only `token` opens the server. Clients are sent away, to come back with it. */
  renewToken(token: string): void {
    this.#token.replace(token);
    for (const namespace of NAMESPACES) this.#running?.io.of(namespace).disconnectSockets(true);
  }

  /** Takes in events that were recorded before; see `Ingest.recorded`. Works while the server is stopped too. */
  importEvents(payloads: unknown[]): Promise<RecordedResult> {
    return this.#ingest.recorded(payloads);
  }

  /**
   * Takes a hook's payload as if it had been posted with the token. Resolves once it is durable.
   *
   * @throws RefusedEvent as `Ingest.hook` does
   */
  takeHook(agent: HookAgent, payload: unknown, origin: Origin): Promise<void> {
    return this.#ingest.hook(agent, payload, true, origin);
  }

  /** Counts a payload that never became an event. */
  countDropped(reason: DropReason): void {
    this.#counters.drop(reason);
  }

  #publish(event: MonitorEvent): void {
    this.activity.apply(event);
    this.options.onEvent(event);
  }

  async #restore(): Promise<void> {
    const { maxEvents, maxBytes } = this.#buffer;
    // Apart, as the buffer must have no gap where not all of it can be read.
    const remembered = new RingBuffer(maxEvents, maxBytes);
    try {
      for await (const event of newestEvents(this.#journal)) {
        remembered.push(storedEvent(event));
        this.activity.apply(event);
        this.#pairing.remember(event);
      }
      for (const stored of remembered.after(0, maxEvents)) this.#buffer.push(stored);
    } catch (error) {
      this.options.logger.warn({ kind: (error as Error).name }, 'not all that was could be read back');
    }
    if (remembered.length > 0) this.options.onRestored();
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(action);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #open(): Promise<Running> {
    const { requireToken, rateLimit, host, limits, logger } = this.options;
    // "Any port" means the same one after a restart, so that clients find the way back.
    const wanted = this.options.port || this.#lastPort;
    const address: Address = { host: '127.0.0.1', port: wanted, fellBack: false };
    const port = () => address.port;
    const outsideAccess = !isLoopback(host);
    const limit = new SourceLimit(rateLimit, this.#counters);
    const routes = new HttpRoutes(
      this.#ingest,
      this.#views,
      this.#token,
      limit,
      this.#counters,
      { port, requireToken, outsideAccess },
      logger,
    );
    const http = createLimitedServer(limits);
    http.on('request', (request, response) => void routes.handle(request, response));
    const connections = new Set<Connection>();
    http.on('connection', (connection) => {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    });
    // Only programs of this machine do without the token.
    const io = this.#socketServer(http, port, this.options.openSockets && !outsideAccess);
    new EmittedEvents(this.#ingest, this.#token, limit, requireToken, logger).attach(io);
    const listener = await listen(http, host, wanted);
    address.port = this.#lastPort = listener.port;
    this.#startedAt = Date.now();
    address.fellBack = listener.fellBack;
    logger.info(
      { port: listener.port, wanted },
      listener.fellBack ? 'port taken, listening on another' : 'listening',
    );
    return { connections, io, listener, address };
  }

  /** @param open whether clients of `/` come in without the token */
  #socketServer(http: HttpServer, port: () => number, open: boolean): Server {
    const { limits } = this.options;
    const io = createSocketServer(http, port, this.#token, limits, this.#counters);
    for (const namespace of NAMESPACES) {
      // Whoever comes to these gets what waits for them in memory.
      const ready = () => (PLAIN_NAMESPACES.includes(namespace) ? this.#restoration.done() : null);
      guard(io, namespace, this.#token, open && namespace === '/', ready);
      io.of(namespace).on('connection', (socket) => this.connections.add(socket));
    }
    this.#broadcaster.attach(io);
    io.of('/stream').on('connection', (socket: Socket<StreamClientEvents>) => {
      socket.on('stats', () => void socket.join(STATS));
    });
    return io;
  }

  async #close(hard: boolean): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    this.#restoration.unschedule();
    const { connections, io, listener } = running;
    this.#broadcaster.detach();
    const othersClosed = listener.close();
    if (!hard) await sayGoodbye(io, NAMESPACES);
    const cutOff = () => {
      for (const connection of connections) connection.destroy();
    };
    const patience = setTimeout(cutOff, hard ? 0 : CLOSING_GRACE);
    await Promise.all([io.close(), othersClosed]);
    clearTimeout(patience);
    this.options.logger.info({ hard }, 'stopped');
  }
}
