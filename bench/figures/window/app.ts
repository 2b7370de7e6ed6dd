import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Bench } from '../../support/bench';

const WIDTH = 1280;
const HEIGHT = 800;

/** A running app and its window. */
export interface Opened {
  electron: ElectronApplication;
  page: Page;
  home: string;
  close: () => Promise<void>;
}

/** Starts the built app. */
export function startApp(bench: Bench, home: string): Promise<Opened> {
  return open(bench, resolve('.'), home);
}

/** Starts it with a new home, or with that of one before, and waits until it is connected. */
export async function openApp(bench: Bench, home = bench.home()): Promise<Opened> {
  const opened = await startApp(bench, home);
  await opened.page.locator('[data-testid="connection-state"][data-state="live"]').waitFor();
  return opened;
}

/** Starts an Electron whose only window is an empty page: what the app is measured against. */
export function openEmpty(bench: Bench): Promise<Opened> {
  const folder = join(bench.home(), 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.js' }));
  writeFileSync(join(folder, 'main.js'), EMPTY);
  return open(bench, folder, folder);
}

const EMPTY = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: ${WIDTH}, height: ${HEIGHT}, webPreferences: { sandbox: true } });
  window.loadURL('data:text/html,<p>empty</p>');
});`;

async function open(bench: Bench, folder: string, home: string): Promise<Opened> {
  const executablePath = process.env['TOOLTRAIL_ELECTRON'];
  if (!executablePath) throw new Error('TOOLTRAIL_ELECTRON must name an Electron: run npm run bench');
  const env = { ...process.env, TOOLTRAIL_HOME: home, TOOLTRAIL_PORT: '0' } as Record<string, string>;
  const electron = await _electron.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', folder],
    env,
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await electron.close();
    open = false;
  };
  bench.atEnd(close);
  const page = await electron.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  return { electron, page, home, close };
}

/** Where the app's server is reached, and with what. */
export function serverOf({ home }: Opened): { port: number; token: string } {
  return JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as { port: number; token: string };
}

/** Waits until the window shows everything that the server has. */
export async function caughtUp({ page }: Opened, events: number): Promise<void> {
  const received = page.locator('footer b').first();
  const reached = (text: string | null) => Number((text ?? '').replace(/\D/g, '')) >= events;
  while (!reached(await received.textContent())) await page.waitForTimeout(200);
}

/** Memory that the window's own process takes, in MB. */
export async function rendererMemory({ electron, page }: Opened): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return electron.evaluate(({ app, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
    const metric = app.getAppMetrics().find((one) => one.pid === pid);
    return (metric?.memory.workingSetSize ?? NaN) / 1024;
  });
}
