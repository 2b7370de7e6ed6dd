import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { listening } from '../support/listening';
import { expect, startAgain, temporaryHome, test } from './support/app';
import { MainPage } from './support/main-page';
import { test as shared } from './support/shared-app';

const START = { hook_event_name: 'PreToolUse', session_id: 's', tool_name: 'Bash', cwd: '/home/dev/app' };
const call = (id: string, command: string) => ({ ...START, tool_use_id: id, tool_input: { command } });

/** Keeps the tray's newest menu at hand: Electron has no way to ask a tray for it. */
async function watchTray(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ Tray }) => {
    const { value: original } = Object.getOwnPropertyDescriptor(Tray.prototype, 'setContextMenu') as {
      value: (this: Electron.Tray, menu: Electron.Menu | null) => void;
    };
    Tray.prototype.setContextMenu = function (menu) {
      Object.assign(process, { trayMenu: menu });
      original.call(this, menu);
    };
  });
}

/** Clicks an item of the tray's menu. */
const clickTray = (electron: ElectronApplication, id: string) =>
  electron.evaluate((_electron, item) => {
    const { trayMenu } = process as unknown as { trayMenu: Electron.Menu };
    trayMenu.getMenuItemById(item)?.click();
  }, id);

const trayItem = (electron: ElectronApplication, id: string) =>
  electron.evaluate((_electron, item) => {
    const { trayMenu } = process as unknown as { trayMenu: Electron.Menu };
    const { label, enabled } = trayMenu.getMenuItemById(item)!;
    return { label, enabled };
  }, id);

shared(
  'the tray stops and starts the server, and the window says so',
  { tag: '@critical' },
  async ({ app, main }) => {
    const { port } = app.server;
    await watchTray(app.electron);
    await main.page.evaluate(() => window.tooltrail.stop());
    await main.expectConnection('stopped');
    expect(await trayItem(app.electron, 'status')).toMatchObject({ label: 'Server stopped' });
    await clickTray(app.electron, 'start');
    await main.expectConnection('live');
    expect(await trayItem(app.electron, 'status')).toMatchObject({ label: `Listening on port ${port}` });
    expect(await trayItem(app.electron, 'start')).toMatchObject({ enabled: false });
    await clickTray(app.electron, 'stop');
    await main.expectConnection('stopped');
    expect(existsSync(join(app.home, 'server.json'))).toBe(false);
    await clickTray(app.electron, 'start');
    await main.expectConnection('live');
    expect(await app.post('/hooks/claude-code', call('t1', 'echo again'))).toBe(204);
    await expect(main.row('Bash', 'echo again')).toBeVisible();
  },
);

shared('the window is closed and opened again while the server goes on', async ({ app, main }) => {
  await watchTray(app.electron);
  await main.page.evaluate(() => window.tooltrail.stop());
  await main.page.evaluate(() => window.tooltrail.start());
  await app.post('/hooks/claude-code', call('t1', 'echo before'));
  await expect(main.row('Bash', 'echo before')).toBeVisible();
  await main.page.close();
  await expect.poll(() => app.windowCount()).toBe(0);
  expect(await app.post('/hooks/claude-code', call('t2', 'echo while closed'))).toBe(204);
  const opened = app.electron.waitForEvent('window');
  await clickTray(app.electron, 'show');
  const again = new MainPage(await opened);
  await again.expectConnection('live');
  await again.go('Session');
  await expect(again.row('Bash', 'echo before')).toBeVisible();
  await expect(again.row('Bash', 'echo while closed')).toBeVisible();
  await expect(again.calls).toHaveCount(2);
});

shared('a second start of the app focuses the first', async ({ app, main }) => {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const { port } = app.server;
  expect(await startAgain(app.home)).toBe(0);
  const isMinimized = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
  await expect.poll(isMinimized).toBe(false);
  expect(app.server.port).toBe(port);
  expect(await app.windowCount()).toBe(1);
  await main.expectConnection('live');
});

shared('the empty window shows ways on, and its button plays the sample', async ({ main }) => {
  await expect(main.rows).toHaveCount(0);
  await expect(main.page.getByRole('button', { name: 'Connect Claude Code' })).toBeVisible();
  await expect(main.status).toContainText('1 client');
  await expect(main.page.getByText('api/events').first()).toBeVisible();
  await main.page.getByRole('button', { name: /sample/i }).click();
  await expect(main.sessions.first()).toBeVisible();

  const play = () => main.page.evaluate(() => window.tooltrail.playDemo());
  expect(await play(), 'it plays already').toBe(false);
  await expect(main.row('Bash', 'git status')).toBeVisible();
  await main.page.evaluate(() => window.tooltrail.stop());
  await main.page.evaluate(() => window.tooltrail.start());
  expect(await play(), 'it ended with the server').toBe(true);
});

shared('the empty window sends an event of its own, which shows as any other', async ({ app, main }) => {
  await main.page.getByRole('button', { name: 'Send it from here' }).click();
  await expect(main.row('Read', '')).toHaveCount(1);
  await expect(main.sessions).toContainText('try-it');
  expect(await app.history()).toMatchObject([{ seq: 1, tool: 'Read', trusted: true }]);
});

test('a server that cannot start says why, and starts once it can', async ({ start }) => {
  const home = temporaryHome();
  mkdirSync(join(home, 'token'));
  const main = await (await start({ home })).window();
  const token = join(home, 'token');
  await expect(main.page.getByText(`The token cannot be read from ${token}`)).toBeVisible();
  rmdirSync(token);
  await main.page.getByRole('button', { name: 'Try again' }).click();
  await main.expectConnection('live');
});

test('the argument --demo plays the sample', async ({ start }) => {
  const main = await (await start({ args: ['--demo'] })).window();
  await main.go('Session');
  await expect(main.row('Bash', 'git status')).toBeVisible();
});

test('a port that another program has is told in the window', async ({ start }) => {
  const stranger = net.createServer();
  const port = await listening(stranger);
  const app = await start({ env: { TOOLTRAIL_PORT: String(port) } });
  const main = await app.window();
  await main.expectConnection('live');
  await expect(main.page.getByText(`Port ${port} belongs to another program`)).toBeVisible();
  expect(app.server.port).not.toBe(port);
  stranger.close();
});

test(
  'quitting stops the server and removes server.json; the next start has what happened, the theme and the window’s place',
  { tag: '@critical' },
  async ({ app, main, start }) => {
    const { port } = app.server;
    await app.post('/hooks/claude-code', call('t1', 'echo yesterday'));
    await expect(main.row('Bash', 'echo yesterday')).toBeVisible();
    await main.page.evaluate(() => window.tooltrail.changeSettings({ theme: 'dark' }));
    // Once it is shown its own place and zoom are set.
    await expect.poll(() => app.isVisible()).toBe(true);
    await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setBounds({ x: 130, y: 90, width: 900, height: 620 });
      window?.webContents.setZoomLevel(1);
    });
    await app.electron.close();
    expect(existsSync(join(app.home, 'server.json'))).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();

    const restarted = await start({ home: app.home });
    const again = await restarted.window();
    await again.expectConnection('live');
    await again.go('Session');
    await expect(again.row('Bash', 'echo yesterday')).toBeVisible();
    await expect(again.calls).toHaveCount(1);
    expect(await again.isDark()).toBe(true);
    const place = () =>
      restarted.electron.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return { ...window?.getBounds(), zoom: window?.webContents.getZoomLevel() };
      });
    await expect.poll(place).toEqual({ x: 130, y: 90, width: 900, height: 620, zoom: 1 });
  },
);
