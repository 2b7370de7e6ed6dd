import { setTimeout as delay } from 'node:timers/promises';
import type { SessionActivity } from '../../shared/activity/types';
import type { MonitorEvent } from '../../shared/events';
import type { Endpoint, ServerStatus } from '../../shared/ipc';
import type { Config } from './config';
import type { HomePaths } from './home';
import { JournalInUse } from './journal/errors';
import type { Logger } from './logger';
import { HomeInUse, type MonitorHost } from './monitor-host';
import { findLiveServer, type ServerFile } from './server-file';
import { StreamFollower } from './stream-follower';

/** From one look to the next at a home that another process is just taking or letting go of, in ms. */
const RETRY_DELAY = 250;

const STARTING: ServerStatus = { state: 'starting', port: null, notice: null };
const STOPPED: ServerStatus = { state: 'stopped', port: null, notice: null };
const WAITING: ServerStatus = {
  ...STARTING,
  notice: 'Waiting for another Tooltrail to let go of the journal',
};

/**
 * Stands before this process's own server. Where a live Tooltrail serves the home already, no second one is started:
 * this one attaches to it as a client, and takes over, on the same journal and port, when that one ends.
 */
export class ClientProxy {
  #attached: ServerFile | null = null;
  #status: ServerStatus;
  /** Counts starts and stops, so that what waits for something knows when it is no longer wanted. */
  #attempt = 0;
  readonly #follower = new StreamFollower(
    (event) => this.#tell(event),
    // Who shows the state asks for the sessions with it.
    () => this.#set(this.#status),
  );
  readonly #statusListeners = new Set<(status: ServerStatus) => void>();
  readonly #eventListeners = new Set<(event: MonitorEvent) => void>();

  constructor(
    private readonly host: MonitorHost,
    private readonly home: HomePaths,
    private readonly logger: Logger,
  ) {
    this.#status = host.status;
    host.onStatus((status) => this.#relay(status));
    host.onEvent((event) => this.#tell(event));
  }

  get status(): ServerStatus {
    return this.#status;
  }

  /** Where the server is reached and with what, whoever runs it; null while none does. */
  get endpoint(): Endpoint {
    if (!this.#attached) return this.host.endpoint;
    return { url: urlOf(this.#attached), token: this.#attached.token };
  }

  /** What the agents do, by session. */
  get sessions(): ReadonlyMap<string, SessionActivity> {
    return this.#attached ? this.#follower.activity.sessions : this.host.sessions;
  }

  /** Calls `listener` at each change of the server's state. */
  onStatus(listener: (status: ServerStatus) => void): void {
    this.#statusListeners.add(listener);
  }

  /** Calls `listener` with each event that comes in, at whichever server. */
  onEvent(listener: (event: MonitorEvent) => void): void {
    this.#eventListeners.add(listener);
  }

  /**
   * Attaches to the server of this home, else starts one. Waits for a process that is about to let go of the home.
   *
   * @throws NoFreePort, JournalError; the status tells so too
   */
  async start(): Promise<void> {
    if (this.#attached) return;
    if (this.#status.state !== 'running') this.#set(STARTING);
    await this.#serve(++this.#attempt);
  }

  /** Stops this process's own server, or lets go of the one that it is attached to. */
  async stop(): Promise<void> {
    this.#attempt++;
    this.#detach();
    await this.host.stop();
    if (this.#status.state !== 'stopped') this.#set(STOPPED);
  }

  /**
   * Makes the former token of this process's own server worthless; its clients come back with the new one.
   *
   * @throws when the server is another process's, or the files cannot be written
   */
  rotateToken(): Promise<void> {
    if (!this.#attached) return this.host.rotateToken();
    return Promise.reject(new Error('The token belongs to the Tooltrail that this one is attached to'));
  }

  /** Lets changed settings take effect here; a server in another process has settings of its own. */
  async reconfigure(config: Config): Promise<void> {
    try {
      await this.host.reconfigure(config);
    } catch (error) {
      this.#set(this.host.status);
      throw error;
    }
  }

  /** @param port of the server whose place is taken: hooks and clients know it */
  async #serve(attempt: number, port?: number): Promise<void> {
    while (attempt === this.#attempt) {
      const other = await findLiveServer(this.home.serverFile);
      if (attempt !== this.#attempt) return;
      if (other) {
        this.#attach(other, attempt);
        return;
      }
      this.#detach();
      try {
        await this.host.start(port);
        return;
      } catch (error) {
        if (!isInUse(error)) {
          this.#set(this.host.status);
          throw error;
        }
        this.#set(WAITING);
        await delay(RETRY_DELAY);
      }
    }
  }

  #attach(server: ServerFile, attempt: number): void {
    const { pid, port } = server;
    if (this.#attached?.pid !== pid) this.logger.info({ pid, port }, 'attached to another Tooltrail');
    this.#attached = server;
    const notice = `Attached to the Tooltrail that process ${pid} runs on port ${port}`;
    this.#set({ state: 'attached', port, notice });
    this.#follower.follow(urlOf(server), server.token, () => void this.#lost(server, attempt));
  }

  #detach(): void {
    this.#follower.leave();
    this.#attached = null;
  }

  /** The other server has ended, or only the connection to it has. */
  async #lost({ port }: ServerFile, attempt: number): Promise<void> {
    if (await findLiveServer(this.home.serverFile)) await delay(RETRY_DELAY);
    if (attempt !== this.#attempt) return;
    // How it went is told by the status.
    await this.#serve(attempt, port).catch(() => undefined);
  }

  /** A failure may be one that passes, and an attempt one of many: those are told by whoever makes them. */
  #relay(status: ServerStatus): void {
    const again = status.state === 'starting' && this.#status.state === 'starting';
    if (status.state !== 'failed' && !again) this.#set(status);
  }

  #set(status: ServerStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  #tell(event: MonitorEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }
}

const urlOf = ({ port }: ServerFile) => `http://127.0.0.1:${port}`;

const isInUse = (error: unknown) => error instanceof HomeInUse || error instanceof JournalInUse;
