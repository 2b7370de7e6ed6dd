import type { MonitorEvent } from '../../src/shared/events';
import { expect, test } from '../e2e/support/app';
import type { MainPage } from '../e2e/support/main-page';
import { importHistory } from '../e2e/support/recorded-history';
import { eventsOf, RECORDED_AT, SAMPLE_NAMES, stepsOf } from '../support/samples';

/** When the pictures are taken, as the window knows it: half an hour after the last recorded run. */
const NOW = RECORDED_AT + 30 * 60_000;
const PROJECTS = ['notes-app', 'billing-api', 'search-index', 'docs-site', 'infra'];

/** Every recorded run as a session of its own, with times that are the same each time. */
const HISTORY = SAMPLE_NAMES.flatMap((name, run) =>
  eventsOf(stepsOf(name, 1000)).map((event, index): MonitorEvent => {
    const text = JSON.stringify(event)
      .replaceAll('notes-app', PROJECTS[run % PROJECTS.length]!)
      .replaceAll(event.session_id ?? '\0', `${event.session_id}-${run}`);
    return {
      ...(JSON.parse(text) as MonitorEvent),
      id: `${run}-${index}`,
      timestamp: RECORDED_AT + run * 120_000 + index * 1000,
    };
  }),
);

/** What differs from run to run and says nothing of the looks: the port, sizes, delays. */
const moving = ({ connection, status, page }: MainPage) => [
  connection,
  status,
  page
    .getByRole('main', { name: 'Server' })
    .locator('header p, dd, td, p.number, [aria-label="Traffic"] svg'),
];

test('every view looks as it did', async ({ start }) => {
  const app = await start({ env: { TZ: 'UTC', LANG: 'en_US.UTF-8', LANGUAGE: 'en' } });
  const main = await app.window();
  const { page } = main;
  await main.expectConnection('live');
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
  });
  await page.clock.setFixedTime(NOW);
  await importHistory(app, HISTORY);
  await page.reload();
  await main.expectConnection('live');
  const looks = async (name: string) => {
    await page.mouse.move(0, 0);
    await expect(page).toHaveScreenshot(`${name}.png`, { mask: moving(main) });
  };
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await main.go('Overview');
    await expect(main.overview).toHaveCount(SAMPLE_NAMES.length);
    await looks(`overview-${theme}`);
    await main.go('Session');
    await main.selectSession('billing-api');
    await expect(main.lanes).toBeVisible();
    await looks(`session-${theme}`);
    await main.open(main.row('Edit', 'notes.md').first());
    await expect(main.details.locator('[data-state="failed"]')).toHaveCount(0);
    await looks(`detail-${theme}`);
    await page.keyboard.press('Escape');
    for (const view of ['Files', 'Tools', 'Search', 'Server']) {
      await main.go(view);
      await looks(`${view.toLowerCase()}-${theme}`);
    }
    await page.keyboard.press('Control+,');
    await expect(page.getByRole('main', { name: 'Settings' })).toBeVisible();
    await looks(`settings-${theme}`);
  }
});
