import { expect, test } from './support/shared-app';
import { CLAUDE, PERMISSIONS, recorded } from './support/recorded';

test('who waits comes first and says what for; others say what they do', async ({ app, main }) => {
  await app.postAll('/hooks/codex', recorded('codex-tools.jsonl'));
  await app.postAll('/hooks/claude-code', recorded(CLAUDE).slice(0, 3));
  await app.postAll('/hooks/claude-code', recorded(PERMISSIONS).slice(0, 5));
  await main.go('Overview');
  await expect(main.overview).toHaveCount(3);
  await expect(main.overview.first()).toHaveAttribute('data-state', 'waiting');
  await expect(main.overview.first()).toContainText('Bash wants to run touch made-by-agent.txt');
  await expect(main.overview.nth(1)).toHaveAttribute('data-state', 'working');
  await expect(main.overview.nth(1)).toContainText('echo hello && ls -la');
  await expect(main.overview.nth(1)).toContainText(/\d s/);
  await expect(main.page.getByText('1 waiting for you').first()).toBeVisible();
});

test('a session shows its agent, model, counts and failures, and opens by a click', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.go('Overview');
  const row = main.overview.first();
  await expect(row).toContainText('notes-app');
  await expect(row).toContainText('Claude Code');
  await expect(row).toContainText('12calls');
  await expect(row).toContainText('1failed');
  await expect(row).toContainText('2agents');
  await row.click();
  await expect(main.calls.first()).toBeVisible();
  await expect(main.page.getByRole('heading', { name: 'notes-app' })).toBeVisible();
});

test('sub-agents at work are named', async ({ app, main }) => {
  const payloads = recorded(CLAUDE);
  const started = payloads.findLastIndex((payload) => payload['hook_event_name'] === 'SubagentStart');
  await app.postAll('/hooks/claude-code', payloads.slice(0, started + 1));
  await main.go('Overview');
  await expect(main.overview).toContainText('general-purpose · a7fd');
  await expect(main.overview).toContainText('general-purpose · ac9d');
});

test('silence in the middle of work is told as silence', async ({ app, main }) => {
  const ago = (minutes: number) => Date.now() - minutes * 60_000;
  const start = { type: 'tool_start', tool: 'Bash', tool_input: { command: 'sleep 900' } };
  await app.post('/api/events', { ...start, session_id: 'quiet', tool_use_id: 'a', timestamp: ago(4) });
  await app.post('/api/events', { ...start, session_id: 'gone', tool_use_id: 'b', timestamp: ago(13) });
  await main.go('Overview');
  const row = (session: string) =>
    main.page.locator(`[data-testid="overview-session"][data-session="${session}"]`);
  await expect(row('quiet')).toHaveAttribute('data-state', 'working');
  await expect(row('quiet')).toContainText('no word for 4m');
  await expect(row('gone')).toHaveAttribute('data-state', 'lost');
  await expect(row('gone')).toContainText('no word for 13m');
});
