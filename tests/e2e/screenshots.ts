import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/app';

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');

test.describe.configure({ timeout: 240_000 });

/** The pictures of README and docs: every view with the sample in its full swing, in both themes. */
test('pictures of the window', async ({ start }) => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const app = await start({ env: { TOOLTRAIL_PORT: '8765' } });
  const main = await app.window();
  await main.expectConnection('live');
  const shot = async (name: string) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await main.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Nothing is pointed at.
      await main.page.mouse.move(0, 0);
      await main.page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
    }
  };
  const resize = (width: number, height: number) =>
    app.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
      [width, height] as [number, number],
    );

  await resize(1280, 800);
  await expect(main.status).toContainText('1 client');
  await shot('welcome');
  await main.page.evaluate(() => window.tooltrail.playDemo());
  await main.go('Session');
  await expect(main.sessions.and(main.page.locator('[data-state="waiting"]'))).toBeVisible({
    timeout: 40_000,
  });
  await expect(main.row('Bash', 'cargo test')).toBeVisible({ timeout: 40_000 });
  await shot('all-sessions');
  await main.go('Overview');
  await shot('overview');
  await main.go('Session');
  await main.selectSession('notes-app');
  await shot('session');
  await main.open(main.row('Edit', 'notes.md').first());
  await shot('detail');
  await resize(900, 600);
  await shot('detail-900x600');
  await resize(1280, 800);
  await main.page.keyboard.press('Escape');
  await main.page.getByRole('button', { name: 'Replay' }).click();
  const moment = main.page.getByRole('slider', { name: 'Moment' });
  await moment.press('Home');
  for (let step = 0; step < 40; step++) await main.page.getByRole('button', { name: 'Next event' }).click();
  await shot('replay');
  await main.page.getByRole('button', { name: 'Back to what is now' }).click();
  for (const view of ['Files', 'Tools', 'Server']) {
    await main.go(view);
    await shot(view.toLowerCase());
  }
  await main.go('Search');
  await main.page.keyboard.type('links');
  await expect(main.page.getByTestId('search-status')).toContainText('moments');
  await shot('search');
  await main.page.keyboard.press('Control+,');
  await shot('settings');
  await main.go('Overview');
  await main.page.keyboard.press('Control+k');
  await expect(main.palette).toBeVisible();
  await shot('palette');
});
