import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/shared-app';
import { answerDialogs, importHistory, recordedHistory } from './support/recorded-history';

const job = (page: Page, kind: string) => page.locator(`[data-testid="job"][data-kind="${kind}"]`).last();

test('a search is exported as it is shown, in each format', async ({ app, main }) => {
  const { page } = main;
  await importHistory(app, recordedHistory(5, 40));
  await main.go('Search');
  await page.getByRole('searchbox').fill('exit');
  await page.getByRole('button', { name: 'Failed only' }).click();
  await expect(page.getByTestId('search-status')).toHaveText('4 moments, newest first');
  for (const [item, name] of [
    ['Report to read (HTML)', 'search.html'],
    ['Table (CSV)', 'search.csv'],
    ['Events, to import again (JSONL)', 'search.jsonl'],
  ] as const) {
    const file = join(app.home, name);
    await answerDialogs(app.electron, file);
    await page.getByRole('button', { name: 'Export Search exit', exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(job(page, 'export')).toContainText(`4 events written to ${file}`);
  }
  const read = (name: string) => readFileSync(join(app.home, name), 'utf8');
  expect(read('search.jsonl').trimEnd().split('\n')).toHaveLength(4);
  expect(read('search.csv').trimEnd().split('\r\n')).toHaveLength(5);
  expect(read('search.html').match(/<details class="call failure/g)).toHaveLength(4);
});

test('a session is exported from its header, without those beside it', async ({ app, main }) => {
  await importHistory(app, recordedHistory(5, 40));
  await expect(main.sessions.nth(1)).toBeVisible();
  const key = await main.sessions.first().getAttribute('data-session');
  await main.page.locator(`[data-session="${key}"]`).first().click();
  const file = join(app.home, 'session.jsonl');
  await answerDialogs(app.electron, file);
  await main.page
    .getByRole('main')
    .getByRole('button', { name: /^Export/ })
    .click();
  await main.page.getByRole('menuitem', { name: /JSONL/ }).click();
  await expect(job(main.page, 'export')).toContainText(file);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const keys = lines.map((line) => (JSON.parse(line) as { session_id: string }).session_id);
  expect(new Set(keys)).toEqual(new Set([key]));
});

test('a report is a page of its own, in both themes, and nothing in it runs', async ({ app, main }) => {
  await app.post('/hooks/claude-code', {
    hook_event_name: 'PostToolUse',
    session_id: 'hostile',
    cwd: '/home/dev/<img src=x onerror="document.title=1">',
    tool_name: 'Bash',
    tool_use_id: '1',
    tool_input: { command: '</pre><script>document.title = "pwned"</script>' },
    tool_response: { stdout: '<b>bold</b>' },
  });
  const file = join(app.home, 'report.html');
  await answerDialogs(app.electron, file);
  await main.selectSession('img');
  await main.page.getByRole('button', { name: /^Export/ }).click();
  await main.page.getByRole('menuitem', { name: /HTML/ }).click();
  await expect(job(main.page, 'export')).toHaveAttribute('data-state', 'done');
  const opened = app.electron.waitForEvent('window');
  await app.electron.evaluate(({ BrowserWindow }, path) => void new BrowserWindow().loadFile(path), file);
  const report = await opened;
  await expect(report.getByRole('heading', { level: 2 })).toContainText('<img src=x');
  await report.locator('summary').filter({ hasText: 'Bash' }).click();
  await expect(report.getByText('<b>bold</b>', { exact: true })).toBeVisible();
  await expect(report).toHaveTitle(/Tooltrail$/);
  const background = () => report.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await report.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await report.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).not.toBe(light);
});

test('an import is shown, once however often, and tells what it left out', async ({ app, main }) => {
  const { page } = main;
  const file = join(app.home, 'events.jsonl');
  const lines = recordedHistory(1, 40).map((event) => JSON.stringify(event));
  writeFileSync(file, ['{"half":', ...lines].join('\n'));
  await answerDialogs(app.electron, file);
  await main.go('Server');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(job(page, 'import')).toContainText(`${lines.length} events imported, 1 line left out`);
  await expect(job(page, 'import')).toContainText('Line 1: not JSON');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(job(page, 'import')).toContainText(`0 events imported, ${lines.length} already there`);
  await main.go('Session');
  await expect(main.row('Bash', 'exit 3')).toHaveCount(1);
});

test('long work shows how far it is and can be cancelled', async ({ app, main }) => {
  test.setTimeout(180_000);
  const { page } = main;
  await importHistory(app, recordedHistory(20, 40));
  const file = join(app.home, 'endless.jsonl');
  const [event] = recordedHistory(1, 40);
  const line = (index: number) =>
    JSON.stringify({ ...event, id: `many-${index}`, data: { text: 'x'.repeat(2000) } });
  writeFileSync(file, Array.from({ length: 60_000 }, (_, index) => line(index)).join('\n'));
  await answerDialogs(app.electron, file);
  await main.go('Server');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(job(page, 'import').getByRole('progressbar')).toBeVisible();
  await job(page, 'import')
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(job(page, 'import')).toHaveAttribute('data-state', 'cancelled');
  await page.getByRole('button', { name: 'Compact' }).click();
  await expect(job(page, 'compact')).toContainText('given back to the disk', { timeout: 60_000 });
});

test('a dialog that is dismissed begins nothing, and bad requests are refused by field', async ({
  app,
  main,
}) => {
  await app.electron.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
  });
  const started = await main.page.evaluate(() =>
    window.tooltrail.jobs.export({ format: 'csv', selection: {}, title: 'all' }),
  );
  expect(started).toBeNull();
  const refusal = await main.page.evaluate(() =>
    window.tooltrail.jobs
      .export({ format: 'csv', selection: { limit: 1 } as object, title: '' })
      .then(() => '', String),
  );
  expect(refusal).toContain('export:start');
  expect(refusal).toContain('title');
});
