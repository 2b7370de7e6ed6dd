import { join } from 'node:path';
import { ROOT } from './support/app';
import { expect, test } from './support/shared-app';

test('the page cannot leave its address', async ({ app, main }) => {
  await main.expectConnection('live');
  // Asked from the main process: Playwright would wait for the navigation that never comes.
  const { prevented, address } = await app.electron.evaluate(async ({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const attempt = new Promise<boolean>((resolve) =>
      webContents.once('will-navigate', (event) => setImmediate(() => resolve(event.defaultPrevented))),
    );
    await webContents.executeJavaScript(`{
      const link = document.createElement('a');
      link.href = 'https://example.org/';
      document.body.append(link);
      link.click();
    }`);
    return { prevented: await attempt, address: webContents.getURL() };
  });
  expect(prevented).toBe(true);
  expect(address).toBe('tooltrail-ui://app/index.html');
});

test('the page gets no camera, place, notification or clipboard to read', async ({ main }) => {
  const states = await main.page.evaluate(async () => {
    const names = [
      'camera',
      'microphone',
      'geolocation',
      'notifications',
      'clipboard-read',
    ] as PermissionName[];
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
});

test('the page serves and reads nothing beside its own files', async ({ main }) => {
  const read = (path: string) =>
    main.page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      return image.decode().then(
        () => 'shown',
        () => 'refused',
      );
    }, path);
  expect(await read('tooltrail-ui://app/../../package.json')).toBe('refused');
  expect(await read('tooltrail-ui://app/%2e%2e/%2e%2e/resources/icons/app.png')).toBe('refused');
  expect(await read('file:///usr/share/pixmaps/debian-logo.png')).toBe('refused');
});

test('the bridge answers no page but the window, even with the same preload script', async ({
  app,
  main,
}) => {
  await main.expectConnection('live');
  const answer = await app.electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await stranger.loadURL('data:text/html,stranger');
      const asked: unknown = await stranger.webContents.executeJavaScript(
        'tooltrail.endpoint().then(() => "answered", (error) => error.message)',
      );
      stranger.destroy();
      return asked;
    },
    join(ROOT, 'out/preload/index.cjs'),
  );
  expect(answer).toContain('sender not allowed');
});
