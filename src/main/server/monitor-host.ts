import type { SessionActivity } from '../../shared/activity/types';
import type { MonitorEvent } from '../../shared/events';
import type { Endpoint, ServerStatus } from '../../shared/ipc';
import { isSameSetting, serverSettings, type ServerSettingKey } from '../../shared/settings';
import { isLoopback } from './addresses';
import type { Config } from './config';
import type { EventJournal } from './event-journal';
import { JournalError, JournalInUse } from './journal/errors';
import { SqliteJournal } from './journal/sqlite-journal';
import type { Logger } from './logger';
import { MemoryJournal } from './memory-journal';
import { findLiveServer, removeServerFile, writeServerFile } from './server-file';
import { SocketIOServerCore, type Address } from './socketio-server-core';
import { Spool } from './spool';
import { loadToken, renewToken } from './token-file';

/** This home is served by another process already. */
export class HomeInUse extends Error {
  override name = 'HomeInUse';
}

/** What takes effect while the server runs; for every other setting it starts anew. */
const LIVE_SETTINGS = new Set<string>(['retentionDays', 'retentionBytes', 'retentionEvents', 'logLevel']);
const RESTART_SETTINGS = (Object.keys(serverSettings) as ServerSettingKey[]).filter(
  (key) => !LIVE_SETTINGS.has(key),
);

const NO_SESSIONS: ReadonlyMap<string, SessionActivity> = new Map();

/** A server, the journal it writes and the spool it empties. */
export interface Instance {
  core: SocketIOServerCore;
  journal: EventJournal;
  spool: Spool;
  /** The port that was asked for; 0 for any. */
  wanted: number;
}

/**
 * Runs the server for one home: its token, its journal, its `server.json`, and its state for those who show it. While
 * it is stopped, another process may serve the home.
 */
export class MonitorHost {
  #token: string | null = null;
  #instance: Instance | null = null;
  #status: ServerStatus = { state: 'stopped', port: null, notice: null };
  /** The last start or stop asked for; the next one waits for it. */
  #queue: Promise<unknown> = Promise.resolve();
  /** "Any port" means the same one after a restart, so that clients find the way back. */
  #lastPort = 0;
  readonly #listeners = new Set<(status: ServerStatus) => void>();
  readonly #eventListeners = new Set<(event: MonitorEvent) => void>();

  constructor(
    private config: Config,
    private readonly version: string,
    private readonly logger: Logger,
  ) {}

  get status(): ServerStatus {
    return this.#status;
  }

  /** Where the server is reached and with what; null while it does not run. */
  get endpoint(): Endpoint {
    const port = this.#instance?.core.port ?? null;
    return port === null || !this.#token ? null : { url: `http://127.0.0.1:${port}`, token: this.#token };
  }

  /** The server and its journal; null while it does not run. */
  get instance(): Instance | null {
    return this.#instance;
  }

  /** Calls `listener` at each change; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the agents do, by session; none while it does not run. */
  get sessions(): ReadonlyMap<string, SessionActivity> {
    return this.#instance?.core.activity.sessions ?? NO_SESSIONS;
  }

  /** Calls `listener` with each event that comes in. */
  onEvent(listener: (event: MonitorEvent) => void): void {
    this.#eventListeners.add(listener);
  }

  /**
   * Starts the server and writes `server.json`. Does nothing when it runs already.
   *
   * @param port to be listened on where it is free
   * @throws HomeInUse when another process serves this home
   * @throws NoFreePort
   */
  start(port = this.config.port): Promise<Address> {
    return this.#inTurn(async () => {
      if (this.#instance) return this.#instance.core.start();
      return this.#begin(port);
    });
  }

  /** Stops the server, removes `server.json` and closes the journal. */
  stop(): Promise<void> {
    return this.#inTurn(async () => void (await this.#close()));
  }

  /** Lets changed settings take effect: at once where that can be, else the server starts anew. */
  reconfigure(config: Config): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.config;
      this.config = config;
      const { retentionDays: days, retentionBytes: bytes, retentionEvents: events } = config;
      await this.#instance?.journal.retain({ days, bytes, events });
      if (!this.#instance || RESTART_SETTINGS.every((key) => isSameSetting(config[key], before[key]))) return;
      await this.#begin(config.port, await this.#close());
    });
  }

  /** Sets a journal that turned out damaged aside, and goes on with a new one on the same port. */
  async #replace(journal: EventJournal): Promise<void> {
    // One that is closed meanwhile was set aside thereby.
    if (this.#instance?.journal !== journal) return;
    const { wanted } = this.#instance;
    try {
      await this.#begin(wanted, await this.#close(), this.#lastPort);
    } catch {
      // Whoever asks for a start tells how it failed. Nobody asked for this one.
      this.#set({ state: 'stopped', port: null, notice: this.#status.notice });
    }
  }

  /** @returns where a journal that turned out damaged is kept, in words; else null */
  async #close(): Promise<string | null> {
    const instance = this.#instance;
    if (!instance) return null;
    this.#instance = null;
    this.#set({ state: 'stopping', port: instance.core.port, notice: null });
    removeServerFile(this.config.home.serverFile);
    await instance.spool.close();
    await instance.core.stop();
    const notice = await instance.journal.close();
    this.#set({ state: 'stopped', port: null, notice });
    return notice;
  }

  /**
   * @param said what the user should know from before
   * @param port where it listens if that is free; "any port" means the same one after a restart
   */
  async #begin(
    wanted: number,
    said: string | null = null,
    port = wanted || this.#lastPort,
  ): Promise<Address> {
    this.#set({ state: 'starting', port: null, notice: said });
    try {
      return await this.#listen(wanted, said, port);
    } catch (error) {
      this.logger.error({ kind: (error as Error).name }, 'could not start');
      this.#set({ state: 'failed', port: null, notice: joined([said, (error as Error).message]) });
      throw error;
    }
  }

  /**
   * Makes the former token worthless at once: clients are sent away, and those who may read `server.json` find the new
   * one there.
   *
   * @throws where the files cannot be written; the former token stays
   */
  rotateToken(): Promise<void> {
    return this.#inTurn(() => Promise.resolve(this.#rotateToken()));
  }

  #rotateToken(): void {
    const token = renewToken(this.config.home.tokenFile);
    const core = this.#instance?.core;
    if (!core) return;
    this.#token = token;
    this.#announce(core, token);
    core.renewToken(token);
    this.#set(this.#status);
  }

  #announce(core: SocketIOServerCore, token: string): void {
    const { version } = this;
    const { port, epoch } = core;
    if (port === null) return;
    writeServerFile(this.config.home.serverFile, { port, pid: process.pid, token, version, epoch });
  }

  /** Returns what the user should know: agents that cannot find the server are no reason to have none. */
  #announceOrSay(core: SocketIOServerCore, token: string): string | null {
    try {
      this.#announce(core, token);
      return null;
    } catch (error) {
      const { name: kind, message: reason } = error as Error;
      this.logger.warn({ kind, reason }, 'server.json not written');
      return `Agents cannot find this server: server.json cannot be written (${reason})`;
    }
  }

  async #listen(wanted: number, said: string | null, port: number): Promise<Address> {
    const { serverFile, dir, tokenFile } = this.config.home;
    const other = await findLiveServer(serverFile);
    if (other) {
      throw new HomeInUse(`Another Tooltrail (process ${other.pid}) serves ${dir} on port ${other.port}`);
    }
    this.#token = loadToken(tokenFile);
    const { journal, notice } = await this.#openJournal();
    const { version } = this;
    const core = new SocketIOServerCore(
      {
        ...this.config,
        port,
        token: this.#token,
        version,
        logger: this.logger,
        onEvent: (event) => this.#tell(event),
        // Who shows the state asks for the sessions with it.
        onRestored: () => this.#set(this.#status),
      },
      journal,
    );
    try {
      const address = await core.start();
      const unfound = this.#announceOrSay(core, this.#token);
      const spool = new Spool(this.config.home.spoolDir, core, this.logger);
      // What is kept there on the disk is not taken into memory alone.
      if (journal instanceof SqliteJournal) spool.open();
      this.#instance = { core, journal, spool, wanted };
      this.#lastPort = address.port;
      const about = aboutAddress(address, wanted, this.config.host);
      this.#set({ state: 'running', port: address.port, notice: joined([...about, notice, said, unfound]) });
      return address;
    } catch (error) {
      await core.forceStop();
      await journal.close();
      throw error;
    }
  }

  /** A journal that cannot be written must not keep the user from seeing what happens now. */
  async #openJournal(): Promise<{ journal: EventJournal; notice: string | null }> {
    const { home, retentionDays: days, retentionBytes: bytes, retentionEvents: events } = this.config;
    try {
      const retention = { days, bytes, events };
      const journal = await SqliteJournal.open({
        file: home.journalFile,
        retention,
        logger: this.logger,
        onDamaged: (damaged) => void this.#inTurn(() => this.#replace(damaged)),
      });
      return { journal, notice: journal.notice };
    } catch (error) {
      if (error instanceof JournalInUse || !(error instanceof JournalError)) throw error;
      const notice = `History cannot be kept (${error.message}): events are in memory only, until Tooltrail stops`;
      return { journal: new MemoryJournal(this.config.bufferEvents, this.config.bufferBytes), notice };
    }
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(action);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #set(status: ServerStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  #tell(event: MonitorEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }
}

/** What the user should know of where the server listens. */
function aboutAddress({ port }: Address, wanted: number, host: string): (string | null)[] {
  const open = `Other machines can reach this server (host ${host}): they need the token, which travels unencrypted`;
  const taken = `Port ${wanted} belongs to another program: listening on ${port}`;
  return [isLoopback(host) ? null : open, wanted === 0 || port === wanted ? null : taken];
}

function joined(texts: (string | null)[]): string | null {
  return texts.filter((text) => text !== null).join('. ') || null;
}
