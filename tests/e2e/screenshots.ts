import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/app';

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');
const SIZES = [
  { name: '900x600', width: 900, height: 600 },
  { name: '1280x800', width: 1280, height: 800 },
  { name: '1600x1000', width: 1600, height: 1000 },
];

test.describe.configure({ timeout: 120_000 });

/** The pictures of README and docs: the sample in its full swing, in both themes. */
test('pictures of the window', async ({ start }) => {
  mkdirSync(FOLDER, { recursive: true });
  const app = await start({ env: { TOOLTRAIL_PORT: '8765' } });
  const main = await app.window();
  await main.expectConnection('live');
  const shot = async (name: string) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await main.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await main.page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
    }
  };
  const resize = (width: number, height: number) =>
    app.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
      [width, height] as [number, number],
    );

  await resize(1280, 800);
  await shot('welcome');
  await main.go('Session');
  await main.page.evaluate(() => window.tooltrail.playDemo());
  await expect(main.sessions.and(main.page.locator('[data-state="waiting"]'))).toBeVisible({
    timeout: 40_000,
  });
  await expect(main.row('Bash', 'cargo test')).toBeVisible({ timeout: 40_000 });
  for (const { name, width, height } of SIZES) {
    await resize(width, height);
    await shot(`all-${name}`);
  }
  await main.selectSession('notes-app');
  await main.open(main.row('Edit', 'notes.md').first());
  for (const { name, width, height } of SIZES) {
    await resize(width, height);
    await shot(`session-${name}`);
  }
  await resize(1440, 900);
  await shot('window');
});
