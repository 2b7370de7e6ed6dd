import type { ElectronApplication, Page } from '@playwright/test';
import { expect, readyPage, startAgain, test } from './support/app';
import { clickNotification, notificationsOf, watchNotifications } from './support/notifications';

const prompt = (session: string) => ({
  hook_event_name: 'UserPromptSubmit',
  session_id: session,
  cwd: `/home/dev/${session}`,
  prompt: `work on ${session}`,
});
const asking = (session: string) => ({
  hook_event_name: 'PermissionRequest',
  session_id: session,
  cwd: `/home/dev/${session}`,
  tool_name: 'Bash',
  tool_input: { command: 'npm publish' },
});

/** Kills the window's renderer, as a crash does. */
const crash = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
/** The same; resolves when the page has been loaded again. */
const crashAndReload = (electron: ElectronApplication) =>
  electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    const loaded = new Promise<void>((resolve) => {
      contents.once('did-finish-load', () => resolve());
    });
    contents.forcefullyCrashRenderer();
    await loaded;
  });
/** What the window says. Playwright has no hold on a page that has crashed, so the main process asks it. */
const textOf = (electron: ElectronApplication) =>
  electron.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.body.innerText',
      ) as Promise<string>,
  );
const heading = (page: Page) => page.getByRole('main').getByRole('heading', { level: 1 });

test('a window that crashes is loaded again and has lost nothing, until it is given up; the server goes on', async ({
  app,
  main,
}) => {
  await app.electron.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(process, { asked });
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as Electron.MessageBoxOptions).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  const text = () => textOf(app.electron);
  await app.post('/hooks/claude-code', prompt('before'));
  await main.expectConnection('live');
  // It is shown once it has loaded, which may end after it is live.
  await expect.poll(() => app.isVisible()).toBe(true);
  const reloaded = crashAndReload(app.electron);
  expect(await app.post('/hooks/claude-code', prompt('while'))).toBe(204);
  await reloaded;
  await expect.poll(text).toContain('The window crashed and was loaded again');
  await expect.poll(text).toContain('while');
  expect(await text()).toContain('before');

  for (let time = 2; time <= 3; time++) {
    await crashAndReload(app.electron);
    await expect.poll(text).toContain('crashed and was loaded again');
  }
  await crash(app.electron);
  await expect.poll(() => app.windowCount()).toBe(0);
  expect(await app.electron.evaluate(() => (process as unknown as { asked: string[] }).asked)).toEqual([
    'The window of Tooltrail crashes again and again',
  ]);
  expect(await app.post('/hooks/claude-code', prompt('after'))).toBe(204);
});

test('a link leads to its session, at a start and while the app runs; any other leads nowhere', async ({
  start,
}) => {
  const app = await start({ args: ['tooltrail://settings'] });
  const main = await app.window();
  await main.expectConnection('live');
  await expect(heading(main.page)).toHaveText('Settings');
  for (const session of ['one', 'two']) await app.post('/hooks/claude-code', prompt(session));
  expect(await startAgain(app.home, ['tooltrail://session/two'])).toBe(0);
  await expect(heading(main.page)).toHaveText('two');
  expect(await startAgain(app.home, ['tooltrail://session/one'])).toBe(0);
  await expect(heading(main.page)).toHaveText('one');
  expect(await startAgain(app.home, ['tooltrail://quit/now'])).toBe(0);
  await expect(heading(main.page)).toHaveText('one');
  await main.expectConnection('live');
});

test('who waits is told outside the window, together, and a click leads there', async ({ app, main }) => {
  await watchNotifications(app.electron);
  await expect.poll(() => app.isVisible()).toBe(true);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await app.post('/hooks/claude-code', asking('shop'));
  await expect
    .poll(() => notificationsOf(app.electron))
    .toEqual([{ title: 'shop waits for you', body: 'Bash wants to run npm publish' }]);
  await clickNotification(app.electron);
  await expect(heading(main.page)).toHaveText('shop');
  await expect.poll(() => app.isVisible()).toBe(true);

  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await app.postAll('/hooks/claude-code', [asking('api'), asking('docs')]);
  await expect
    .poll(() => notificationsOf(app.electron))
    .toContainEqual({ title: '2 sessions wait for you', body: 'api, docs' });

  await main.page.evaluate(() => window.tooltrail.changeSettings({ notifyWaiting: false }));
  await app.post('/hooks/claude-code', asking('quiet'));
  await app.post('/hooks/claude-code', prompt('failing'));
  await app.post('/hooks/claude-code', {
    ...prompt('failing'),
    hook_event_name: 'StopFailure',
    error: 'overloaded',
  });
  const titles = async () => (await notificationsOf(app.electron)).map(({ title }) => title);
  await expect
    .poll(titles)
    .toEqual(['shop waits for you', '2 sessions wait for you', 'A turn failed in failing']);
});

test('numbers are written as the user writes them', async ({ start }) => {
  const app = await start({ env: { LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' } });
  const main = await readyPage(app);
  for (const length of [1000, 234]) {
    const events = Array.from({ length }, () => ({ type: 'note', session_id: 'german' }));
    expect(await app.post('/api/events', events)).toBe(204);
  }
  await expect(main.status).toContainText('1.234 received');
});
