import type { Locator } from '@playwright/test';
import { traced } from '../../bench/figures/window/trace';
import type { RunningApp } from './support/app';
import type { MainPage } from './support/main-page';
import { callLike, recorded, sampled } from './support/recorded';
import { expect, test } from './support/shared-app';

const CLAUDE = 'claude-code-tools-and-subagents.jsonl';

/**
 * A window that is high enough for all rows of some recorded runs. Resolves once all are there and in view: until then another row
 * may be written where one is about to be clicked.
 */
async function showSessions(app: RunningApp, main: MainPage, width = 1400): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size, 2400),
    width,
  );
  await expect.poll(() => main.page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, 2400]);
  await main.go('Session');
  await expect(main.status.getByText(`${await app.head()} received`, { exact: true })).toBeVisible();
  await expect(main.rows.first()).toBeInViewport();
  await expect(main.rows.last()).toBeInViewport();
}

const panel = (main: MainPage): Locator => main.details.getByRole('tabpanel');
const lines = (main: MainPage, kind: 'added' | 'removed'): Locator => panel(main).locator(`.${kind} pre`);

test('commands show what they printed in its colours, and how they ended', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/gemini', recorded('gemini-cli-tools.jsonl'));
  await app.postAll('/hooks/opencode', recorded('opencode-plugin.jsonl'));
  const printed = '\u001b[31mred\u001b[0m plain \u001b[1;38;2;1;2;3mtrue\u001b[0m';
  await app.postAll(
    '/hooks/claude-code',
    callLike('Bash', { command: 'colours' }, { stdout: printed, stderr: 'warned' }),
  );
  await app.postAll(
    '/hooks/claude-code',
    callLike('Bash', { command: 'goes on' }, {}, { session_id: 'working' }).slice(0, 1),
  );
  await showSessions(app, main);

  await main.open(main.row('Bash', 'echo hello'));
  await expect(panel(main)).toContainText('drwxr-xr-x 3 dev  dev  4096');
  await main.open(main.row('Bash', 'exit 3'));
  await expect(panel(main)).toContainText('exit code 3');
  await main.open(main.row('run_shell_command', 'exit 3'));
  await expect(panel(main)).toContainText('exit code 3');
  await main.open(main.row('bash', 'echo hello'));
  await expect(panel(main)).toContainText('exit code 0');
  await main.open(main.row('Bash', 'colours'));
  await expect(panel(main).getByText('red', { exact: true })).toHaveAttribute('style', /--ansi-red/);
  await expect(panel(main).getByText('true', { exact: true })).toHaveCSS('color', 'rgb(1, 2, 3)');
  await expect(panel(main)).toContainText('warned');
  await main.open(main.row('Bash', 'goes on'));
  await expect(panel(main)).toContainText('Nothing yet');
});

test('edits of every agent are shown as diffs', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/gemini', recorded('gemini-cli-tools.jsonl'));
  await app.postAll('/hooks/gemini', sampled('gemini'));
  await app.postAll('/hooks/opencode', sampled('opencode'));
  await app.postAll('/hooks/codex', sampled('codex'));
  await showSessions(app, main);

  const wanted: [tool: string, row: string, removed: string[], added: string[]][] = [
    ['Edit', 'notes.md', ['first line'], ['second line']],
    ['Write', 'notes.md', [], ['# Notes', '', 'first line']],
    ['write_file', 'notes.md', [], ['# Notes', 'first line']],
    ['replace', 'start.md', ['See [installing](instal.md).'], ['See [installing](install.md).']],
    ['edit', 'queue.tf', ['eu-west-1'], ['eu-central-1']],
    ['apply_patch', 'bm25.rs', ['    let idf = self.idf(term);'], ['    let idf = self.idf_cache[term];']],
  ];
  for (const [tool, row, removed, added] of wanted) {
    await main.open(main.row(tool, row).first());
    await expect(main.details.getByRole('tab', { name: 'Diff' })).toHaveAttribute('aria-selected', 'true');
    await expect(lines(main, 'removed')).toHaveText(removed);
    await expect(lines(main, 'added')).toHaveText(added);
  }
});

test('a long diff is folded, in colours, and shown side by side where there is room', async ({
  app,
  main,
}) => {
  const before = Array.from({ length: 60 }, (_, index) => `const value${index} = ${index};`);
  const after = before.with(30, 'const value30 = "thirty";');
  const hunk = {
    oldStart: 28,
    oldLines: 7,
    newStart: 28,
    newLines: 7,
    lines: [27, 28, 29, 30, 31, 32, 33].flatMap((index) =>
      index === 30 ? [`-${before[index]}`, `+${after[index]}`] : [` ${before[index]}`],
    ),
  };
  const input = { file_path: '/home/dev/notes-app/values.ts', old_string: '30;', new_string: '"thirty";' };
  const response = { structuredPatch: [hunk], originalFile: `${before.join('\n')}\n` };
  await app.postAll('/hooks/claude-code', callLike('Edit', input, response));
  await showSessions(app, main, 2400);
  await main.open(main.row('Edit', 'values.ts'));

  await expect(panel(main).getByText('const value30 = 30;')).toBeVisible();
  await expect(panel(main).getByText('const value0 = 0;')).toHaveCount(0);
  await panel(main).getByRole('button', { name: '27 unchanged lines' }).click();
  await expect(panel(main).getByText('const value0 = 0;')).toBeVisible();
  // The worker and its languages load under the page's policy.
  await expect(lines(main, 'added').getByText('const', { exact: true })).toHaveAttribute(
    'style',
    /--code-keyword/,
  );
  await expect(lines(main, 'added').locator('.marked').first()).toBeVisible();
  await main.page.getByRole('separator', { name: 'Width of the details' }).press('End');
  await panel(main).getByRole('button', { name: 'Show side by side' }).click();
  await expect(panel(main).locator('.split').first()).toBeVisible();
  await expect(lines(main, 'added')).toHaveText(['const value30 = "thirty";']);
  await panel(main).getByRole('button', { name: 'Show one column' }).click();
  await expect(panel(main).locator('.split')).toHaveCount(0);
});

test('every other kind of tool has a form of its own', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/claude-code', sampled('claude-code'));
  const todos = [
    { content: 'Read it', status: 'completed' },
    { content: 'Mend it', status: 'in_progress' },
    { content: 'Try it', status: 'pending' },
  ];
  const issue = [{ type: 'text', text: '{"number": 12, "labels": ["bug"]}' }];
  const pages = [{ tool_use_id: 'x', content: [{ title: 'Runes', url: 'https://svelte.dev/docs' }] }];
  for (const payloads of [
    callLike('TodoWrite', { todos }, { newTodos: todos }),
    callLike('mcp__github__create_issue', { title: 'Broken' }, issue),
    callLike(
      'WebFetch',
      { url: 'https://example.org', prompt: 'Why?' },
      { code: 200, codeText: 'OK', result: 'Because.' },
    ),
    callLike('WebSearch', { query: 'runes' }, { results: pages }),
    callLike(
      'Unheard',
      { deep: { er: [1, null] } },
      { many: Array.from({ length: 300 }, (_, index) => index) },
    ),
  ])
    await app.postAll('/hooks/claude-code', payloads);
  await showSessions(app, main);
  const shown = async (tool: string, row: string, ...texts: (string | RegExp)[]) => {
    await main.open(main.row(tool, row).first());
    for (const text of texts) await expect(panel(main)).toContainText(text);
  };

  await shown('Read', 'notes.md', '# Notes', 'first line');
  await shown('Glob', '**/*.md', '2 files', 'README.md', 'notes.md');
  await shown('Grep', 'in', '3 lines in 2 files', '- [setup](archive/setup.md)');
  await shown('TaskCreate', 'Write the report', 'Write the report', 'Write it');
  await shown('TodoWrite', '3 todos', '1 of 3 done', 'Read it');
  await expect(panel(main).getByRole('img', { name: 'in progress' })).toBeVisible();
  await shown('WebFetch', 'example.org', 'https://example.org', '200 OK', 'Because.');
  await shown('WebSearch', 'runes', 'Runes', 'https://svelte.dev/docs');
  await shown('mcp__github__create_issue', 'Broken', 'github', 'create_issue', 'number:', '12');
  await shown('Unheard', '', 'deep:', 'er:', '300 items');
  await panel(main).getByRole('button', { name: 'er : 2 items' }).click();
  await expect(panel(main)).toContainText('null');
  await panel(main).getByRole('button', { name: 'many : 300 items' }).click();
  const end = () => panel(main).getByRole('region').press('End');
  await end();
  await panel(main).getByRole('button', { name: '100 more' }).click();
  await end();
  await expect(panel(main)).toContainText('299');

  await shown('Agent', 'Explore files', 'SUBAGENT-SCRIPT look for notes', 'Subagent found 3 lines.');
  await panel(main).getByRole('button', { name: 'wc -l' }).click();
  await expect(main.details).toContainText('3 /home/dev/notes-app/notes.md');
});

test('what is asked is shown as its call would be, and messages as they were said', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded('claude-code-permission-requests.jsonl'));
  await showSessions(app, main);
  const note = (type: string, text: string) =>
    main.rows
      .and(main.page.locator('[data-kind="note"], [data-kind="prompt"], :not([data-kind="call"])'))
      .filter({ hasText: text })
      .filter({ hasText: type });
  await main.open(note('Edit asks for permission', 'notes.md').first());
  await expect(lines(main, 'added')).toHaveText(['second line']);
  await main.open(note('Notification', 'Claude needs your permission').first());
  await expect(panel(main)).toContainText('Claude needs your permission');
  await main.open(note('Turn ended', 'All done.').first());
  await expect(panel(main)).toContainText('All done.');
  await main.open(main.rows.filter({ hasText: 'tidy the notes' }).first());
  await expect(panel(main)).toContainText('tidy the notes');
});

test('keys and buttons lead on, and the raw event is a tab', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await showSessions(app, main);
  await expect(main.row('Read', 'notes.md')).toBeVisible();
  await main.open(main.row('Glob', '**/*.md'));
  const name = main.details.getByRole('heading', { level: 2 });
  await expect(name).toHaveText('Glob');
  await main.page.keyboard.press('j');
  await expect(name).toHaveText('Read');
  await main.page.keyboard.press('k');
  await expect(name).toHaveText('Glob');
  await main.details.getByRole('button', { name: 'Next', exact: true }).click();
  await main.details.getByRole('button', { name: 'Previous', exact: true }).click();
  await expect(name).toHaveText('Glob');

  await main.details.getByRole('tab', { name: 'Raw' }).click();
  await expect(panel(main)).toContainText('hook:');
  await expect(panel(main)).toContainText('"PreToolUse"');
  await main.page.keyboard.press('j');
  await expect(main.details.getByRole('tab', { name: 'Raw' })).toHaveAttribute('aria-selected', 'true');
});

test('an output of five megabytes opens as smoothly as none', async ({ app, main }) => {
  test.setTimeout(120_000);
  const line = '\u001b[32m✓\u001b[0m tests/some/place.test.ts checks that something holds 12 ms\n';
  const stdout = line.repeat(Math.ceil((5 * 1024 * 1024) / line.length));
  await app.postAll('/hooks/claude-code', callLike('Bash', { command: 'large' }, { stdout }));
  await app.postAll('/hooks/claude-code', callLike('Bash', { command: 'small' }, { stdout: '' }));
  await showSessions(app, main);
  /** The longest task of the window while a call's details open, in ms of CPU time. */
  const longestOf = async (command: string, text: string) => {
    const { longest } = await traced(app, async () => {
      await main.open(main.row('Bash', command));
      await expect(panel(main)).toContainText(text);
    });
    return longest;
  };
  const [large, small]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    small.push(await longestOf('small', 'It printed nothing'));
    large.push(await longestOf('large', 'checks that something holds'));
  }
  test.info().annotations.push({ type: 'longest tasks, ms', description: JSON.stringify({ large, small }) });
  expect(Math.min(...large)).toBeLessThanOrEqual(50 + Math.min(...small));
  await panel(main).getByRole('region').press('End');
  await expect(panel(main)).toContainText('✓');
});

test('a payload that is no longer in memory is read from the history', async ({ app, main }) => {
  test.setTimeout(120_000);
  await app.postAll('/hooks/claude-code', recorded(CLAUDE).slice(0, 4));
  const large = 'x'.repeat(7 * 1024 * 1024);
  for (let index = 0; index < 6; index++)
    await app.postAll(
      '/hooks/claude-code',
      callLike('Bash', { command: `large ${index}` }, { stdout: large }),
    );
  await expect(main.status).toContainText('16 received');
  await showSessions(app, main);
  await main.open(main.row('Bash', 'echo hello'));
  await expect(panel(main)).toContainText('drwxr-xr-x 3 dev  dev  4096');

  // Where it cannot be read, the details say so and what to do.
  await main.page.evaluate(() => window.tooltrail.stop());
  await main.expectConnection('stopped');
  await main.open(main.row('Bash', 'large 0'));
  await main.open(main.row('Bash', 'echo hello'));
  await expect(panel(main)).toContainText('Start it to see the history');
  await main.page.evaluate(() => window.tooltrail.start());
  await main.expectConnection('live');
  await panel(main).getByRole('button', { name: 'Try again' }).click();
  await expect(panel(main)).toContainText('drwxr-xr-x 3 dev  dev  4096');
});
