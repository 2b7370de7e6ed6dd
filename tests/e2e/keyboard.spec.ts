import type { RunningApp } from './support/app';
import type { MainPage } from './support/main-page';
import { expect, test } from './support/shared-app';
import { CLAUDE, recorded } from './support/recorded';

test('the palette goes to sessions and views, and does things', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await expect(main.sessions).toHaveCount(1);
  const { page } = main;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('given up');
  await page.keyboard.press('Escape');
  await expect(main.palette).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('notes');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(main.palette).toBeHidden();
  await expect(page.getByRole('heading', { name: 'notes-app' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('overview');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(main.overview).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dark theme');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => main.isDark()).toBe(true);
  await page.reload();
  await expect.poll(() => main.isDark()).toBe(true);
});

test('what is typed right after the palette was opened is typed into it, however long the next frame takes', async ({
  main: { page, palette },
}) => {
  await page.evaluate(() => (window.requestAnimationFrame = () => 0));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('overview');
  await expect(palette.getByRole('combobox')).toHaveValue('overview');
});

test('the palette pauses, filters, replays, stops and starts', async ({ app, main }) => {
  const { page } = main;
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.selectSession('notes-app');
  const run = async (name: string) => {
    await page.keyboard.press('Control+k');
    await main.palette.getByRole('combobox').fill(name);
    await main.palette.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    await expect(main.palette).toBeHidden();
  };
  await run('Pause');
  await expect(main.status).toContainText('Paused');
  await run('Follow live');
  await expect(main.status).toContainText('Live');
  await run('Show failed calls only');
  await expect(main.calls).toHaveCount(1);
  await run('Remove all filters');
  await expect(main.row('Write', 'notes.md')).toBeVisible();
  await run('Replay the session');
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeVisible();
  await run('End the replay');
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeHidden();
  await run('Compact the journal');
  await expect(page.locator('[data-testid="job"][data-kind="compact"]')).toHaveAttribute(
    'data-state',
    'done',
  );
  await run('Stop the server');
  await main.expectConnection('stopped');
  await run('Start the server');
  await main.expectConnection('live');
});

test('everything from the overview to a call is reached by keys alone', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  const { page } = main;
  await page.keyboard.press('1');
  await expect(main.overview).toBeVisible();
  const list = page.getByRole('listbox', { name: 'Sessions' });
  while (!(await list.evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(main.calls.first()).toBeVisible();
  while (!(await main.timeline.evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(main.details).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(main.details).toBeHidden();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(main.overview).toBeVisible();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(main.timeline).toBeVisible();
});

test('what is closed by its button gives the keys back to the list beside it, as by Escape', async ({
  app,
  main,
}) => {
  const { page } = main;
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.open(main.row('Bash', 'echo hello'));
  await page.getByRole('button', { name: 'Close details' }).press('Enter');
  await expect(main.details).toBeHidden();
  await expect(main.timeline).toBeFocused();
  // With so little room the file lies over the list.
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(800, 800),
  );
  await main.go('Files');
  const files = page.getByRole('listbox', { name: 'Files' });
  await page.locator('[data-testid="file"][data-path="notes.md"]').click();
  await expect(files).toBeHidden();
  await page.getByRole('button', { name: 'Back to the files' }).press('Enter');
  await expect(files).toBeFocused();
});

test('shortcuts are listed under the question mark', async ({ main }) => {
  await main.page.keyboard.press('?');
  const dialog = main.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toContainText('Open the palette');
  await expect(dialog).toContainText('Lanes: zoom');
  await main.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('letters that find an entry of an open list are no shortcuts, until it is closed', async ({
  app,
  main,
}) => {
  const { page } = main;
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.go('Tools');
  const period = page.getByRole('combobox', { name: /^Period/ });
  await period.click();
  for (const key of ['p', 'f', '1']) await page.keyboard.press(key);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox', { name: 'Period' })).toBeHidden();
  await expect(period).toBeVisible();
  await expect(main.status).not.toContainText('Paused');
  await page.keyboard.press('p');
  await expect(main.status).toContainText('Paused');
});

/** Lets the window stand still after the first call of a session; returns what its agent says next. */
async function pausedAfterOneCall(app: RunningApp, main: MainPage): Promise<unknown[]> {
  const payloads = recorded(CLAUDE);
  await app.postAll('/hooks/claude-code', payloads.slice(0, 4));
  await expect(main.calls).toHaveCount(1);
  await expect(main.status).toContainText('4 received');
  await main.page.keyboard.press('p');
  await expect(main.status).toContainText('Paused');
  return payloads.slice(4, 14);
}

test('paused, the window stands still and says what waits; then it goes on from there', async ({
  app,
  main,
}) => {
  const rest = await pausedAfterOneCall(app, main);
  await app.postAll('/hooks/claude-code', rest);
  await expect(main.status).toContainText('10 new');
  await expect(main.calls).toHaveCount(1);
  await main.status.getByRole('button', { name: 'Follow live' }).click();
  await expect(main.row('Read', 'notes.md')).toBeVisible();
  await expect(main.calls).toHaveCount(5);
});

test('paused, the server is stopped and started, and the window goes on where it was', async ({
  app,
  main,
}) => {
  const rest = await pausedAfterOneCall(app, main);
  await main.page.evaluate(() => window.tooltrail.stop());
  await main.expectConnection('stopped');
  await main.page.keyboard.press('p');
  await main.expectConnection('stopped');
  await main.page.evaluate(() => window.tooltrail.start());
  await main.expectConnection('live');
  await app.postAll('/hooks/claude-code', rest);
  await expect(main.calls).toHaveCount(5);
});

test('the status line says what was refused, and why', async ({ app, main }) => {
  expect(await app.post('/api/events', { no: 'type' })).toBe(400);
  await expect(main.status.getByRole('alert')).toContainText('1 event refused: not JSON objects with a type');
});
