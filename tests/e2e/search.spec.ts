import { expect, test } from './support/shared-app';
import type { MainPage } from './support/main-page';
import { importHistory, recordedHistory } from './support/recorded-history';

const results = ({ page }: MainPage) => page.getByTestId('search-result');
const status = ({ page }: MainPage) => page.getByTestId('search-status');
const field = ({ page }: MainPage) => page.getByRole('searchbox', { name: 'Search everything' });

test('results come as they are typed, with the words marked, and lead to their moment', async ({
  app,
  main,
}) => {
  await importHistory(app, recordedHistory(10, 40));
  await main.go('Search');
  await field(main).fill('exit');
  await expect(results(main).first()).toBeVisible();
  await expect(results(main).first().locator('mark').first()).toHaveText('exit');
  await field(main).fill('nowhere-to-be-found');
  await expect(main.page.getByText('Nothing was found')).toBeVisible();
  await field(main).fill('wc -l');
  await expect(results(main).filter({ hasText: 'wc -l' }).first()).toBeVisible();
  await field(main).press('ArrowDown');
  await main.page.keyboard.press('Enter');
  await expect(main.details).toContainText('wc -l');
  await main.page.keyboard.press('Alt+ArrowLeft');
  await expect(results(main).first()).toBeVisible();
  await expect(field(main)).toHaveValue('wc -l');
});

test('filters are chips that narrow the results and can be taken off', async ({ app, main }) => {
  await importHistory(app, recordedHistory(10, 40));
  await main.go('Search');
  await field(main).fill('notes');
  await expect(results(main).first()).toBeVisible();
  await main.page.getByRole('combobox', { name: 'Tool: Tool' }).click();
  await main.page.getByRole('option', { name: 'write_file', exact: true }).click();
  await expect(results(main).first()).toHaveAttribute('data-tool', 'write_file');
  await expect(status(main)).toHaveText('2 moments, newest first');
  await main.page.getByRole('button', { name: 'Remove filter Tool write_file' }).click();
  await main.page.getByRole('button', { name: 'Failed only' }).click();
  await field(main).fill('');
  await expect(status(main)).toHaveText('8 moments, newest first');
  await main.page.getByRole('combobox', { name: 'Time: Time' }).click();
  const answered = main.page.waitForResponse(/[?&]since=/);
  await main.page.getByRole('option', { name: 'Last hour', exact: true }).click();
  await answered;
  await expect(status(main)).toHaveText('8 moments, newest first');
  await main.page.getByRole('button', { name: 'Clear' }).click();
  await expect(main.page.getByText('Everything that was recorded')).toBeVisible();
});

test('sub-agents of several sessions that share an id are one choice', async ({ app, main }) => {
  const call = { type: 'tool_start', tool: 'Bash', agent_id: 'reviewer' };
  await app.post('/api/events', [
    { ...call, session_id: 'one' },
    { ...call, session_id: 'two' },
  ]);
  await main.go('Search');
  await main.page.getByRole('combobox', { name: 'Agent: Agent' }).click();
  await main.page.getByRole('option', { name: 'reviewer' }).click();
  await expect(results(main)).toHaveCount(2);
});

test('the whole of a long history is searched, read as it is scrolled to, and counted', async ({
  app,
  main,
}) => {
  const events = recordedHistory(200, 600);
  await importHistory(app, events);
  await main.go('Search');
  await field(main).fill('exit 3');
  await expect(results(main).first()).toBeVisible();
  await expect(status(main)).toHaveText(/^\d+\+ moments/);
  const found = async () =>
    Number(/^[\d,]+/.exec((await status(main).textContent()) ?? '')?.[0].replace(',', ''));
  const first = await found();
  await main.page.getByRole('button', { name: 'Count all' }).click();
  await expect(main.page.getByText(/^\d+ events in all$/)).toBeVisible();
  await results(main).first().hover();
  await main.page.mouse.wheel(0, 100_000);
  await expect.poll(found).toBeGreaterThan(first);
});

test('a moment that the window no longer has in memory is shown from the history', async ({ app, main }) => {
  await importHistory(app, [
    ...recordedHistory(1, 600),
    ...Array.from({ length: 21_000 }, (_, index) => ({
      seq: index + 1,
      id: `filler-${index}`,
      type: 'note',
      source: 'api',
      session_id: 'filler',
      agent_id: null,
      tool: null,
      tool_use_id: null,
      timestamp: Date.now(),
      received_at: Date.now(),
      trusted: true,
      data: {},
    })),
  ]);
  await main.page.reload();
  await main.expectConnection('live');
  await main.go('Search');
  await field(main).fill('made-by-agent');
  await results(main).filter({ hasText: 'touch made-by-agent.txt' }).first().click();
  await expect(main.details).toContainText('touch made-by-agent.txt');
});

test('a span of time of one’s own narrows the results, and its ends are chips', async ({ app, main }) => {
  const events = recordedHistory(2, 180);
  await importHistory(app, events);
  const { page } = main;
  await main.go('Search');
  await field(main).fill('notes');
  await expect(results(main).first()).toBeVisible();
  const dialog = page.getByRole('dialog', { name: 'From … to …' });
  const ask = async () => {
    await page.getByRole('combobox', { name: 'Time: Time' }).click();
    await page.getByRole('option', { name: 'From … to …' }).click();
    await expect(dialog.getByLabel('From')).toBeFocused();
  };
  await ask();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await ask();
  await dialog.getByLabel('From').fill('2020-01-02T00:00:00');
  await dialog.getByLabel('To', { exact: true }).fill('2020-01-01T00:00:00');
  await expect(dialog).toContainText('It ends before it begins.');
  await expect(dialog.getByRole('button', { name: 'Show' })).toBeDisabled();
  await dialog.getByLabel('To', { exact: true }).fill('2020-01-03T00:00:00');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('Nothing was found')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Jan 2, 2020, 00:00:00' })).toBeVisible();
  await page.getByRole('button', { name: /Remove filter Until/ }).click();
  await expect(results(main).first()).toBeVisible();
});

test('a search that failed says why, and is done when the server is back', async ({ app, main }) => {
  await importHistory(app, recordedHistory(2, 40));
  await main.go('Search');
  await expect(field(main)).toBeVisible();
  await main.page.evaluate(() => window.tooltrail.stop());
  await main.expectConnection('stopped');
  await field(main).fill('exit');
  await expect(status(main)).toHaveText('The server is stopped. Start it to see the history.');
  await expect(main.page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await main.page.evaluate(() => window.tooltrail.start());
  await expect(results(main).first()).toBeVisible();
});

test('a search that is cancelled shows nothing, and can be tried again', async ({ app, main }) => {
  const { page } = main;
  await importHistory(app, recordedHistory(2, 40));
  await main.go('Search');
  await field(main).fill('notes');
  await expect(results(main).first()).toBeVisible();
  await page.evaluate(() => {
    const fetch = window.fetch.bind(window);
    window.fetch = (input, init) => {
      if (!new Request(input).url.includes('q=exit')) return fetch(input, init);
      window.fetch = fetch;
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    };
  });
  await field(main).fill('exit');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(main)).toHaveText('Cancelled');
  await expect(results(main)).toHaveCount(0);
  await expect(page.getByText('Nothing was found')).toHaveCount(0);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(results(main).first().locator('mark').first()).toHaveText('exit');
});

test('what names no session is nothing to filter by', async ({ app, main }) => {
  const call = { type: 'tool_start', tool: 'Bash', tool_use_id: '1', tool_input: { command: 'ls' } };
  await app.post('/api/events', [call, { ...call, session_id: 'named' }]);
  for (const view of ['Files', 'Tools']) {
    await main.go(view);
    await main.page.getByRole('combobox', { name: 'Session: All sessions' }).click();
    await expect(main.page.getByRole('option')).toHaveText([/^All sessions\s*$/, /named/]);
    await main.page.keyboard.press('Escape');
  }
});
