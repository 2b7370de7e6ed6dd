import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/shared-app';
import { importHistory, recordedHistory } from './support/recorded-history';
import { seriousFaults } from './support/serious-faults';

/** What the app says on its console, where breaches of its content security policy would be. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  return complaints;
}

const row = (page: Page, tool: string) => page.locator(`[data-testid="tool-row"][data-tool="${tool}"]`);
const cells = (line: Locator) => line.locator('td').allTextContents();

test('tools are counted, timed and drawn, and go on with what comes in', async ({ app, main }) => {
  const { page } = main;
  const complaints = complaintsOf(page);
  const events = recordedHistory(10, 40);
  await importHistory(app, events);
  await main.go('Tools');
  const bash = row(page, 'Bash');
  const calls = events.filter((event) => [event.type, event.tool].join() === 'tool_start,Bash').length;
  const failed = events.filter(({ outcome, tool }) => [outcome, tool].join() === 'failure,Bash').length;
  await expect
    .poll(() => cells(bash).then(([number, bad]) => [number, bad]))
    .toEqual([String(calls), String(failed)]);
  await expect(page.getByRole('slider', { name: 'Calls over time' }).locator('canvas')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Calls by duration' }).locator('canvas')).toBeVisible();
  await app.post('/hooks/claude-code', {
    hook_event_name: 'PreToolUse',
    session_id: 'live',
    tool_name: 'Bash',
    tool_use_id: 'live',
    tool_input: { command: 'ls' },
  });
  await expect(bash.locator('td').first()).toHaveText(String(calls + 1));
  expect(complaints).toEqual([]);
});

test('table sorts by each column, and a tool chosen narrows the charts', async ({ app, main }) => {
  const { page } = main;
  await importHistory(app, recordedHistory(10, 40));
  await main.go('Tools');
  await expect(row(page, 'Bash')).toBeVisible();
  const tools = () =>
    page.getByTestId('tool-row').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-tool')));
  await page.getByRole('button', { name: 'Tool', exact: true }).click();
  const alphabetical = await tools();
  expect(alphabetical).toEqual(alphabetical.toSorted((one, other) => one!.localeCompare(other!)));
  await page.getByRole('button', { name: 'Calls', exact: true }).click();
  expect((await tools())[0]).toBe('Bash');
  await expect(page.getByRole('columnheader', { name: 'Calls' })).toHaveAttribute('aria-sort', 'descending');
  await row(page, 'write_file').getByRole('button').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Tool write_file' })).toBeVisible();
  const durations = page.getByRole('slider', { name: 'Calls by duration' });
  await durations.focus();
  await page.keyboard.press('End');
  await expect(durations).toHaveAttribute('aria-valuetext', / to .* · \d+ calls?$/);
  await page.getByRole('button', { name: 'Remove filter Tool write_file' }).click();
  await expect(page.getByRole('button', { name: /Remove filter/ })).toHaveCount(0);
});

test('session and period narrow the table', async ({ app, main }) => {
  const { page } = main;
  await importHistory(app, recordedHistory(10, 180));
  await main.go('Tools');
  await expect(row(page, 'Bash')).toBeVisible();
  const total = async () => Number((await cells(row(page, 'Bash')))[0]);
  const hour = await total();
  await page.getByRole('combobox', { name: /^Period/ }).click();
  await page.getByRole('option', { name: 'All the time' }).click();
  await expect.poll(total).toBeGreaterThan(hour);
  const all = await total();
  await page.getByRole('combobox', { name: /^Session/ }).click();
  await page.getByRole('option', { name: 'search-index' }).first().click();
  await expect.poll(total).toBeLessThan(all);
});

test('what has much in it has no serious fault for assistive technology, in either theme', async ({
  app,
  main,
}) => {
  await importHistory(app, recordedHistory(5, 40));
  await main.go('Search');
  await main.page.getByRole('searchbox').fill('notes');
  await expect(main.page.getByTestId('search-result').first()).toBeVisible();
  for (const view of ['Search', 'Tools', 'Server']) {
    await main.go(view);
    expect(await seriousFaults(main.page), view).toEqual([]);
  }
});
