import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test as base, type ElectronApplication } from '@playwright/test';
import type { MonitorEvent } from '../../../src/shared/events';
import { MainPage } from './main-page';
import { keepMeasured, measurePages } from './page-coverage';

/** The folder that Electron is told to run. */
export const ROOT = join(import.meta.dirname, '../../..');

interface LaunchOptions {
  /** Arguments of the app itself. */
  args?: string[];
  env?: Record<string, string>;
  home?: string;
}

/** The running app: its processes, its window and its server. */
export class RunningApp {
  constructor(
    readonly electron: ElectronApplication,
    readonly home: string,
  ) {}

  async window(): Promise<MainPage> {
    const page = await this.electron.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    return new MainPage(page);
  }

  /** Whether the window is shown, which it is once its page has been loaded: that may be after it has connected. */
  isVisible(): Promise<boolean | undefined> {
    return this.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  }

  windowCount(): Promise<number> {
    return this.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  }

  /** The user's own folder, in which agents keep their settings. */
  get userHome(): string {
    return userHomeIn(this.home);
  }

  /** What `server.json` says; fails while the server does not run. */
  get server(): { port: number; token: string; pid: number } {
    return JSON.parse(readFileSync(join(this.home, 'server.json'), 'utf8')) as {
      port: number;
      token: string;
      pid: number;
    };
  }

  /** The oldest events that the history has, a thousand at most. */
  async history(): Promise<MonitorEvent[]> {
    return (await this.read<{ events: MonitorEvent[] }>('/api/events?after=0')).events;
  }

  /** The `seq` of the newest event: how many there were since the home was fresh. */
  async head(): Promise<number> {
    return (await this.read<{ head: number }>('/api/stats')).head;
  }

  /** What the server answers to who has the token. */
  async read<T>(path: string): Promise<T> {
    const { port, token } = this.server;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await response.json()) as T;
  }

  /** Posts as a hook does. */
  async post(path: string, body: unknown): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.server.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.status;
  }

  /** Posts payloads one after the other, as an agent's hooks would. */
  async postAll(path: string, payloads: unknown[]): Promise<void> {
    for (const payload of payloads) expect(await this.post(path, payload)).toBe(204);
  }
}

/** The window of an app that has just been started, in the view in which most tests begin. */
export async function readyPage(app: RunningApp): Promise<MainPage> {
  const main = await app.window();
  await main.expectConnection('live');
  // Keys, and all views but the first, come a moment after it.
  await expect(main.page.getByTestId('app')).toHaveAttribute('aria-busy', 'false');
  await main.go('Session');
  return main;
}

/** Starts the app once more, as a user or a link does while it runs; resolves with the exit code. */
export function startAgain(home: string, args: string[] = []): Promise<number | null> {
  const electron = process.env['TOOLTRAIL_ELECTRON'] ?? '';
  const second = spawn(electron, ['--no-sandbox', '--disable-gpu', ROOT, ...args], {
    env: { ...process.env, TOOLTRAIL_HOME: home, TOOLTRAIL_PORT: '0' },
    stdio: 'ignore',
  });
  return new Promise((resolve) => second.once('exit', resolve));
}

/** Starts the built app with a home and a port of its own. */
export async function launch(options: LaunchOptions = {}): Promise<RunningApp> {
  const home = options.home ?? temporaryHome();
  const executablePath = process.env['TOOLTRAIL_ELECTRON'];
  if (!executablePath)
    throw new Error('TOOLTRAIL_ELECTRON must name the Electron to test with: run npm test');
  mkdirSync(userHomeIn(home), { recursive: true });
  const env = {
    ...process.env,
    TOOLTRAIL_HOME: home,
    TOOLTRAIL_PORT: '0',
    // Nothing that whoever runs the tests has set up is seen by them, or changed.
    HOME: userHomeIn(home),
    XDG_CONFIG_HOME: '',
    ...options.env,
  } as Record<string, string>;
  const electron = await _electron.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', ROOT, ...(options.args ?? [])],
    env,
  });
  measurePages(electron);
  return new RunningApp(electron, home);
}

function userHomeIn(home: string): string {
  return join(home, 'user');
}

/** A folder for one test's app. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'tooltrail-e2e-'));
}

interface Fixtures {
  /** Starts apps that are closed, and whose homes are removed, when the test ends. */
  start: (options?: LaunchOptions) => Promise<RunningApp>;
  app: RunningApp;
  main: MainPage;
}

export const test = base.extend<Fixtures>({
  start: async ({}, use) => {
    const running: RunningApp[] = [];
    await use(async (options) => {
      const app = await launch(options);
      running.push(app);
      return app;
    });
    // Not one after the other: some have one home.
    for (const { electron } of running) {
      await keepMeasured(electron);
      await electron.close();
    }
    for (const { home } of running) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  },
  app: async ({ start }, use) => use(await start()),
  main: async ({ app }, use) => use(await readyPage(app)),
});

export { expect };
