import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { launch, readyPage, test as base, type RunningApp } from './app';
import type { MainPage } from './main-page';
import { keepMeasured } from './page-coverage';

/** Starts one app, and hands it out again and again as if it had just been installed. */
class SharedApp {
  #app: RunningApp | undefined;

  async fresh(): Promise<RunningApp> {
    if (this.#app) await renew(this.#app);
    else this.#app = await launch();
    return this.#app;
  }

  async close(): Promise<void> {
    if (!this.#app) return;
    await keepMeasured(this.#app.electron);
    await this.#app.electron.close();
    rmSync(this.#app.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Takes from an app all that a test left in it: other windows, settings, journal, files of its user, what its page
 * keeps, size of its window.
 */
async function renew(app: RunningApp): Promise<void> {
  const page = await app.electron.firstWindow();
  for (const other of app.electron.windows()) if (other !== page) await other.close();
  await page.evaluate(async () => {
    const { values } = await window.tooltrail.settings();
    await window.tooltrail.resetSettings(Object.keys(values) as (keyof typeof values)[]);
    await window.tooltrail.stop();
  });
  for (const name of readdirSync(app.home))
    if (/^journal\.db|^spool$|^user$/.test(name)) rmSync(join(app.home, name), { recursive: true });
  mkdirSync(app.userHome);
  await page.evaluate(() => window.tooltrail.start());
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await app.electron.evaluate(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    window.setBounds({ width: 1280, height: 800 });
    await window.webContents.session.clearStorageData();
    await window.loadURL(window.webContents.getURL());
    window.webContents.navigationHistory.clear();
  });
}

interface Fixtures {
  app: RunningApp;
  main: MainPage;
}

/**
 * For tests that leave the main process as it is, or put back what they replace: each has a fresh home and a fresh page,
 * but those of one worker have one app, as starting it takes longer than most of them. Others import `test` from `app.ts`.
 */
export const test = base.extend<Fixtures, { shared: SharedApp }>({
  shared: [
    async ({}, use) => {
      const shared = new SharedApp();
      await use(shared);
      await shared.close();
    },
    { scope: 'worker' },
  ],
  app: async ({ shared }, use) => use(await shared.fresh()),
  main: async ({ app }, use) => use(await readyPage(app)),
});

export { expect } from './app';
