import { onTestFinished, vi } from 'vitest';
import type { EventJournal } from '../../src/main/server/event-journal';
import type { ServerOptions } from '../../src/main/server/server-options';
import { SocketIOServerCore } from '../../src/main/server/socketio-server-core';
import { ActivityStore } from '../../src/renderer/src/activity/activity.svelte';
import { DashboardClient } from '../../src/renderer/src/connection/dashboard-client.svelte';
import { HistoryClient } from '../../src/renderer/src/history/history-client';
import type { Bridge, FirstLook, JobBridge, ServerStatus } from '../../src/shared/ipc';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { TOKEN } from '../support/server';

/** The page as far as the client asks it: whether it is seen, and for the next frame. */
export class PageDouble {
  hidden = false;
  readonly #listeners = new Set<() => void>();

  static install(): PageDouble {
    const page = new PageDouble();
    vi.stubGlobal('document', page);
    vi.stubGlobal('requestAnimationFrame', (work: () => void) => setTimeout(() => page.hidden || work()));
    vi.stubGlobal('cancelAnimationFrame', (frame: NodeJS.Timeout) => clearTimeout(frame));
    onTestFinished(() => void vi.unstubAllGlobals());
    return page;
  }

  addEventListener(_name: 'visibilitychange', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_name: 'visibilitychange', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  show(visible: boolean): void {
    this.hidden = !visible;
    for (const listener of this.#listeners) listener();
  }
}

/** The main process as the bridge shows it: a server that can be started, stopped and replaced. */
export class BridgeDouble implements Bridge {
  core: SocketIOServerCore;
  #token = TOKEN;
  readonly #listeners = new Set<(status: ServerStatus) => void>();

  constructor(options: Partial<ServerOptions> = {}, journal?: EventJournal) {
    this.core = this.#make(options, journal);
  }

  info = () => Promise.resolve({ version: '0.0.0', platform: 'linux', home: '/home' });
  firstLook = (): Promise<FirstLook | null> => Promise.resolve(null);
  playDemo = () => Promise.resolve(true);
  readonly jobs: JobBridge = {
    export: () => Promise.resolve(null),
    import: () => Promise.resolve(null),
    compact: () => Promise.resolve(1),
    list: () => Promise.resolve([]),
    cancel: () => Promise.resolve(false),
    onChange: () => () => undefined,
  };
  openInEditor = () => Promise.resolve({ problem: null });
  agents = () => Promise.resolve([]);
  planHooks = () => Promise.reject(new Error('This double connects no agents'));
  applyHooks = () => Promise.reject(new Error('This double connects no agents'));
  status = () => Promise.resolve(this.#status());
  endpoint = () =>
    Promise.resolve(
      this.core.running ? { url: `http://127.0.0.1:${this.core.port}`, token: this.#token } : null,
    );

  notices = () => Promise.resolve([]);
  destination = () => Promise.resolve(null);
  onNavigate = () => () => undefined;
  onAwake = () => () => undefined;
  settings = () => Promise.resolve({ values: DEFAULT_SETTINGS, given: {} });
  changeSettings = this.settings;
  resetSettings = this.settings;
  onSettings = () => () => undefined;
  revealLogs = () => Promise.resolve(null);
  copyDiagnostics = () => Promise.resolve('');

  async start(): Promise<ServerStatus> {
    await this.core.start();
    return this.#tell();
  }

  async stop(): Promise<ServerStatus> {
    await this.core.stop();
    return this.#tell();
  }

  async restart(): Promise<ServerStatus> {
    await this.core.stop();
    return this.start();
  }

  rotateToken(): Promise<ServerStatus> {
    this.#token = `${this.#token}-next`;
    this.core.renewToken(this.#token);
    return Promise.resolve(this.#tell());
  }

  onStatus(listener: (status: ServerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a server with nothing in it, on another port and with another token, in the place of the running one. */
  async replace(): Promise<void> {
    await this.core.forceStop();
    this.#token = `${TOKEN}-2`;
    this.core = this.#make({ token: this.#token });
    await this.start();
  }

  #make(options: Partial<ServerOptions>, journal?: EventJournal): SocketIOServerCore {
    const core = new SocketIOServerCore({ port: 0, token: this.#token, ...options }, journal);
    onTestFinished(() => core.forceStop());
    return core;
  }

  #status(): ServerStatus {
    return { state: this.core.running ? 'running' : 'stopped', port: this.core.port, notice: null };
  }

  #tell(): ServerStatus {
    const status = this.#status();
    for (const listener of this.#listeners) listener(status);
    return status;
  }
}

/** A client as the window has it, before it is opened. */
export function makeDashboard(bridge: BridgeDouble): { client: DashboardClient; activity: ActivityStore } {
  const activity = new ActivityStore();
  const client = new DashboardClient(bridge, activity, new HistoryClient(bridge.endpoint));
  onTestFinished(() => client.close());
  return { client, activity };
}

/** The same, opened. */
export async function openDashboard(bridge: BridgeDouble): Promise<ReturnType<typeof makeDashboard>> {
  const dashboard = makeDashboard(bridge);
  await dashboard.client.open();
  return dashboard;
}
