import { expect, test } from './support/shared-app';
import { callLike, CLAUDE, PERMISSIONS, recorded } from './support/recorded';

const notes = '[data-testid="file"][data-path="notes.md"]';

test('the window alone answers who waits, what an agent ran, what changed, and why something failed', async ({
  app,
  main,
}) => {
  const { page } = main;
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
  );
  await app.postAll('/hooks/codex', recorded('codex-tools.jsonl'));
  await app.postAll('/hooks/gemini', recorded('gemini-cli-tools.jsonl'));
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/claude-code', recorded(PERMISSIONS).slice(0, 5));
  await page.reload();
  await main.expectConnection('live');

  await test.step('who is waiting', async () => {
    await expect(main.overview.first()).toHaveAttribute('data-state', 'waiting');
    await expect(main.overview.first()).toContainText('Bash wants to run touch made-by-agent.txt');
  });

  await test.step('what did the second sub-agent run', async () => {
    await main.overview.filter({ hasText: '2agents' }).click();
    await expect(main.row('Agent', '').nth(1)).toBeVisible();
    const second = main.calls.and(main.ofAgent('ac9d0cdb96f500d90'));
    await expect(second).toHaveCount(1);
    await expect(second).toContainText('wc -l');
    await main.open(second);
    await expect(main.details).toContainText('wc -l');
    await page.keyboard.press('Escape');
  });

  await test.step('what changed in notes.md', async () => {
    await main.go('Files');
    await page.locator(notes).first().click();
    const uses = page.getByTestId('file-use');
    await expect(uses.filter({ hasText: 'Edit' }).first().locator('.added pre')).toHaveText(['second line']);
    await page.keyboard.press('Escape');
  });

  await test.step('why did it fail', async () => {
    await main.go('Overview');
    await main.overview.filter({ hasText: '2agents' }).locator('[data-failed]').click();
    await expect(main.calls).toHaveCount(1);
    await expect(main.calls).toContainText('exit 3');
    await main.open(main.calls);
    await expect(main.details).toContainText('Exit code 3');
  });
});

test('failures of all sessions, and of one tool, lead to what went wrong', async ({ app, main }) => {
  const { page } = main;
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  const results = page.getByTestId('search-result');
  await main.go('Overview');
  await page.getByRole('button', { name: '1 failed' }).click();
  await expect(results).toHaveCount(1);
  await expect(results).toContainText('exit 3');
  await page.getByRole('button', { name: 'Clear' }).click();
  await main.go('Tools');
  const answered = page.waitForResponse(/[?&]tool=Bash/);
  await page.getByRole('button', { name: '1 failed calls of Bash' }).click();
  await answered;
  await expect(results).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Remove filter Tool Bash' })).toBeVisible();
  await results.click();
  await expect(main.details).toContainText('Exit code 3');
});

test('words filter a timeline where it stands', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.selectSession('notes-app');
  await expect(main.row('Write', 'notes.md')).toBeVisible();
  await main.page.getByRole('searchbox', { name: 'Filter' }).fill('echo hello');
  await expect(main.calls).toHaveCount(1);
  await main.page.getByRole('searchbox', { name: 'Filter' }).fill('');
  await expect(main.row('Write', 'notes.md')).toBeVisible();
});

test('tools and files that are no longer in memory are counted when they are read from the history', async ({
  app,
  main,
}) => {
  const { page } = main;
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  const path = { file_path: '/home/dev/notes-app/notes.md' };
  await app.postAll(
    '/hooks/claude-code',
    callLike('Read', path, undefined, { agent_id: 'a7fd424e7a19a8339' }),
  );
  const filler = Array.from({ length: 1000 }, () => ({ type: 'note', session_id: 'filler' }));
  for (let part = 0; part < 21; part++) expect(await app.post('/api/events', filler)).toBe(204);
  await page.reload();
  await main.expectConnection('live');
  await main.go('Tools');
  await page.getByRole('combobox', { name: /^Period/ }).click();
  await page.getByRole('option', { name: 'All the time' }).click();
  await expect(page.getByText(/earlier events of all sessions not in this window/)).toBeVisible();
  await page.getByRole('button', { name: 'Read them from the history' }).click();
  const bash = page.locator('[data-testid="tool-row"][data-tool="Bash"] td').first();
  const calls = recorded(CLAUDE).filter(
    ({ hook_event_name: name, tool_name: tool }) => name === 'PreToolUse' && tool === 'Bash',
  ).length;
  await expect(bash).toHaveText(String(calls));
  await app.post('/hooks/claude-code', { ...recorded(CLAUDE)[2], tool_use_id: 'one more' });
  await expect(bash).toHaveText(String(calls + 1));

  await main.go('Files');
  await expect(page.locator(notes)).toContainText('Explore files');
  await page.locator(notes).click();
  await page.getByTestId('file-use').nth(0).getByRole('button').first().click();
  await expect(main.details.getByRole('heading', { level: 2 })).toHaveText('Write');
});
