import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { MainPage } from './support/main-page';
import { notificationsOf, watchNotifications } from './support/notifications';
import { expect, test } from './support/with-desktop';

/** A machine on which nobody shows tray icons. */
const NO_DESKTOP = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };

/** Closes the window as a click on its cross does. */
const closeWindow = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const ASKING = {
  hook_event_name: 'PermissionRequest',
  session_id: 'release',
  cwd: '/home/dev/shop',
  tool_name: 'Bash',
  tool_input: { command: 'npm publish' },
};

test('the desktop shows the icon with its menu, which stops and starts the server, and quits the app', async ({
  desktop,
  start,
}) => {
  const app = await start({ env: desktop.env });
  const main = await app.window();
  await main.expectConnection('live');
  const { port } = app.server;
  await expect.poll(() => desktop.iconCount).toBe(1);
  const labels = async () => (await desktop.menu()).map(({ label }) => label);
  await expect.poll(labels).toContain(`Listening on port ${port}`);
  expect(await labels()).toEqual(
    expect.arrayContaining([
      'Show Tooltrail',
      'Connect agents…',
      'Settings…',
      'Copy endpoint',
      'Quit Tooltrail',
    ]),
  );
  expect(await desktop.tooltip()).toContain(`Listening on port ${port}`);
  const running = await desktop.picture();

  await desktop.click('Stop server');
  await main.expectConnection('stopped');
  await expect.poll(labels).toContain('Server stopped');
  expect((await desktop.picture()).equals(running)).toBe(false);
  const enabled = async (wanted: string) =>
    (await desktop.menu()).find(({ label }) => label === wanted)?.enabled;
  expect(await enabled('Stop server')).toBe(false);
  await desktop.click('Start server');
  await main.expectConnection('live');
  expect(app.server.port).toBe(port);
  await desktop.click('Restart server');
  await expect.poll(() => enabled('Stop server')).toBe(true);
  await main.expectConnection('live');
  const closed = app.electron.waitForEvent('close');
  await desktop.click('Quit Tooltrail');
  await closed;
  expect(existsSync(join(app.home, 'server.json'))).toBe(false);
});

test('a session that waits is in the menu, and a click leads to it', async ({ desktop, start }) => {
  const app = await start({ env: desktop.env });
  const main = await app.window();
  await main.expectConnection('live');
  await expect.poll(() => desktop.iconCount).toBe(1);
  const calm = await desktop.picture();
  expect(await app.post('/hooks/claude-code', ASKING)).toBe(204);
  const waiting = 'shop: Bash wants to run npm publish';
  await expect.poll(async () => (await desktop.menu()).map(({ label }) => label)).toContain(waiting);
  expect((await desktop.picture()).equals(calm)).toBe(false);
  expect(await desktop.tooltip()).toContain('1 session waits for you');
  await closeWindow(app.electron);
  await expect.poll(() => app.windowCount()).toBe(0);
  const opened = app.electron.waitForEvent('window');
  await desktop.click(waiting);
  const again = new MainPage(await opened);
  await expect(again.page.getByRole('button', { name: 'Session', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(again.page.getByText('npm publish').first()).toBeVisible();
});

test('a closed window leaves the app in the tray, says so once, and comes back, unless the user wants to quit', async ({
  desktop,
  start,
}) => {
  const app = await start({ env: desktop.env });
  let main = await app.window();
  await main.expectConnection('live');
  await watchNotifications(app.electron);
  for (const comeBack of [() => desktop.click('Show Tooltrail'), () => desktop.activate()]) {
    await expect.poll(() => app.windowCount()).toBe(1);
    await closeWindow(app.electron);
    await expect.poll(() => app.windowCount()).toBe(0);
    expect(await app.post('/api/events', { type: 'x' })).toBe(204);
    const opened = app.electron.waitForEvent('window');
    await comeBack();
    main = new MainPage(await opened);
    await main.expectConnection('live');
  }
  expect((await notificationsOf(app.electron)).map(({ title }) => title)).toEqual(['Tooltrail goes on']);

  await main.page.evaluate(() => window.tooltrail.changeSettings({ whenClosed: 'quit' }));
  const closed = app.electron.waitForEvent('close');
  await closeWindow(app.electron);
  await closed;
  expect(existsSync(join(app.home, 'server.json'))).toBe(false);
});

test('a hidden start opens no window where there is a tray', async ({ desktop, start }) => {
  const hidden = await start({ env: desktop.env, args: ['--hidden'] });
  await expect.poll(() => desktop.iconCount).toBe(1);
  await expect.poll(() => existsSync(join(hidden.home, 'server.json'))).toBe(true);
  expect(await hidden.windowCount()).toBe(0);
  const opened = hidden.electron.waitForEvent('window');
  await desktop.activate();
  await new MainPage(await opened).expectConnection('live');
});

test('where there is no tray a hidden start opens a window, and a closed one can still be found', async ({
  start,
}) => {
  const app = await start({ env: NO_DESKTOP, args: ['--hidden'] });
  await (await app.window()).expectConnection('live');
  await watchNotifications(app.electron);
  await closeWindow(app.electron);
  await expect.poll(() => notificationsOf(app.electron)).toHaveLength(1);
  expect(await app.windowCount()).toBe(1);
  expect(await app.post('/api/events', { type: 'x' })).toBe(204);
});
