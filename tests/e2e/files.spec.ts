import type { RunningApp } from './support/app';
import { expect, test } from './support/shared-app';
import type { MainPage } from './support/main-page';
import { callLike, recorded, sampled } from './support/recorded';

const CLAUDE = 'claude-code-tools-and-subagents.jsonl';
const file = (main: MainPage, path: string) => main.page.locator(`[data-testid="file"][data-path="${path}"]`);
const uses = (main: MainPage) => main.page.getByTestId('file-use');

async function widen(app: RunningApp): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1400, 1000),
  );
}

test('what changed in a file is told change by change, and each leads to its call', async ({ app, main }) => {
  await widen(app);
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.go('Files');
  const notes = file(main, 'notes.md');
  await expect(notes).toHaveCount(1);
  await expect(notes).toContainText('+4');
  await expect(notes).toContainText('−1');
  await expect(notes).toContainText('2 changes');
  await notes.click();
  await expect(uses(main)).toHaveCount(3);
  await expect(uses(main).nth(0)).toContainText('Write');
  await expect(uses(main).nth(0).locator('.added pre')).toHaveText(['# Notes', '', 'first line']);
  await expect(uses(main).nth(1)).toContainText('Read');
  await expect(uses(main).nth(2).locator('.removed pre')).toHaveText(['first line']);
  await expect(uses(main).nth(2).locator('.added pre')).toHaveText(['second line']);
  await main.page.getByRole('button', { name: 'Changes only' }).click();
  await expect(uses(main)).toHaveCount(2);

  await uses(main).nth(1).getByRole('button').click();
  await expect(main.details.getByRole('heading', { level: 2 })).toHaveText('Edit');
  await expect(main.details.locator('.added pre')).toHaveText(['second line']);
  await main.go('Files');
  await expect(uses(main)).toHaveCount(3);
  await main.page.keyboard.press('Escape');
  await expect(uses(main)).toHaveCount(0);
});

test('files of one project stand together over sessions, or apart by session', async ({ app, main }) => {
  await widen(app);
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/claude-code', recorded('claude-code-permission-requests.jsonl'));
  await app.postAll('/hooks/gemini', recorded('gemini-cli-tools.jsonl'));
  await app.postAll('/hooks/opencode', recorded('opencode-plugin.jsonl'));
  await app.postAll('/hooks/codex', sampled('codex'));
  await main.go('Files');
  await expect(file(main, 'notes.md')).toHaveCount(1);
  await expect(file(main, 'notes.md')).toContainText('6 changes');
  await expect(file(main, 'src/rank/bm25.rs')).toContainText('+1');
  await main.page.getByRole('combobox', { name: 'Groups: By project' }).click();
  await main.page.getByRole('option', { name: 'By session' }).click();
  await expect(file(main, 'notes.md')).toHaveCount(4);

  await main.page.getByRole('searchbox', { name: 'Filter by path' }).fill('bm25');
  await expect(main.page.getByTestId('file')).toHaveCount(1);
  await main.page.getByRole('searchbox', { name: 'Filter by path' }).fill('no such file');
  await expect(main.page.getByText('No file passes.')).toBeVisible();
});

test('a change that failed counts as none, and says why', async ({ app, main }) => {
  await widen(app);
  const input = { file_path: '/home/dev/notes-app/notes.md', old_string: 'absent', new_string: 'present' };
  const [start, stop] = callLike('Edit', input, undefined);
  const failure = {
    ...stop,
    hook_event_name: 'PostToolUseFailure',
    error: 'String to replace not found in file.',
  };
  await app.postAll('/hooks/claude-code', [start, failure]);
  await main.go('Files');
  await expect(file(main, 'notes.md')).toContainText('1 failed');
  await expect(file(main, 'notes.md')).not.toContainText('+1');
  await main.page.getByRole('listbox', { name: 'Files' }).press('ArrowDown');
  await expect(uses(main)).toContainText('String to replace not found in file.');
});

test('where no file was touched, the view says why', async ({ app, main }) => {
  const payloads = recorded('codex-tools.jsonl');
  await app.postAll('/hooks/codex', payloads);
  await expect(main.status).toContainText(`${payloads.length} received`);
  await main.go('Files');
  await expect(main.page.getByText('No agent has told of a file yet.')).toBeVisible();
});
