import type { Endpoint, ServerStatus } from '../../shared/ipc';
import { loadToken } from './auth';
import type { Config } from './config';
import { prepareHome } from './home';
import type { Logger } from './logger';
import { findLiveServer, removeServerFile, writeServerFile } from './server-file';
import { SocketIOServerCore, type Address } from './socketio-server-core';

/** This home is served by another process already. */
class HomeInUse extends Error {
  override name = 'HomeInUse';
}

/** Runs the server for one home: its token, its `server.json`, and its state for those who show it. */
export class MonitorHost {
  readonly core: SocketIOServerCore;
  readonly token: string;
  #status: ServerStatus = { state: 'stopped', port: null, notice: null };
  readonly #listeners = new Set<(status: ServerStatus) => void>();

  constructor(
    private readonly config: Config,
    private readonly version: string,
    private readonly logger: Logger,
  ) {
    prepareHome(config.home);
    this.token = loadToken(config.home.tokenFile);
    this.core = new SocketIOServerCore({
      port: config.port,
      token: this.token,
      version,
      bufferEvents: config.bufferEvents,
      bufferBytes: config.bufferBytes,
      requireToken: config.requireToken,
      logger,
    });
  }

  get status(): ServerStatus {
    return this.#status;
  }

  /** Where the server is reached and with what; null while it does not run. */
  get endpoint(): Endpoint {
    const { port } = this.core;
    return port === null ? null : { url: `http://127.0.0.1:${port}`, token: this.token };
  }

  /** Calls `listener` at each change; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Starts the server and writes `server.json`. Does nothing when it runs already.
   *
   * @throws HomeInUse when another process serves this home
   * @throws NoFreePort
   */
  async start(): Promise<Address> {
    if (!this.core.running) this.#set({ state: 'starting', port: null, notice: null });
    try {
      const address = await this.#listen();
      const notice = address.fellBack
        ? `Port ${this.config.port} belongs to another program: listening on ${address.port}`
        : null;
      this.#set({ state: 'running', port: address.port, notice });
      return address;
    } catch (error) {
      this.logger.error({ kind: (error as Error).name }, 'could not start');
      this.#set({ state: 'failed', port: null, notice: (error as Error).message });
      throw error;
    }
  }

  /** Stops the server and removes `server.json`. */
  async stop(): Promise<void> {
    if (this.core.running) this.#set({ state: 'stopping', port: this.core.port, notice: null });
    removeServerFile(this.config.home.serverFile);
    await this.core.stop();
    this.#set({ state: 'stopped', port: null, notice: null });
  }

  async #listen(): Promise<Address> {
    const { serverFile, dir } = this.config.home;
    const other = await findLiveServer(serverFile);
    if (other) {
      throw new HomeInUse(`Another Tooltrail (process ${other.pid}) serves ${dir} on port ${other.port}`);
    }
    const address = await this.core.start();
    const { version, token } = this;
    writeServerFile(serverFile, {
      port: address.port,
      pid: process.pid,
      token,
      version,
      epoch: this.core.epoch,
    });
    return address;
  }

  #set(status: ServerStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
