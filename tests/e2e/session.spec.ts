import { expect, test } from './support/shared-app';
import { CLAUDE, recorded } from './support/recorded';

const FIRST_AGENT = 'a7fd424e7a19a8339';

test('what sub-agents did stands below the calls that started them, and folds', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.selectSession('notes-app');
  const tools = async () =>
    main.rows.evaluateAll((rows) =>
      rows.map((row) => `${row.dataset['agent'] ?? ''} ${row.dataset['tool'] ?? row.dataset['type']}`.trim()),
    );
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1400, 1200));
  await expect
    .poll(async () => (await tools()).slice(-10))
    .toEqual([
      'Agent',
      `${FIRST_AGENT} subagent_start`,
      `${FIRST_AGENT} Bash`,
      `${FIRST_AGENT} subagent_stop`,
      'Agent',
      'ac9d0cdb96f500d90 subagent_start',
      'ac9d0cdb96f500d90 Bash',
      'ac9d0cdb96f500d90 subagent_stop',
      'turn_stop',
      'session_end',
    ]);
  await main.row('Agent', 'Explore files').locator('[data-fold]').click();
  await expect(main.calls.and(main.ofAgent(FIRST_AGENT))).toHaveCount(0);
  await main.row('Agent', 'Explore files').click();
  await main.timeline.press('ArrowRight');
  await expect(main.calls.and(main.ofAgent(FIRST_AGENT))).toHaveCount(1);
});

test('where there is nothing for a timeline, the window says of whom', async ({ app, main }) => {
  const noise = { hook_event_name: 'PostToolBatch', session_id: 'quiet' };
  await app.postAll('/hooks/claude-code', [noise]);
  await expect(main.page.getByText('No session has told anything yet')).toBeVisible();
  await main.sessions.first().click();
  await expect(main.page.getByText('This session has told nothing yet')).toBeVisible();
});

test('lanes show calls over time, and are used by keyboard and pointer', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  // Until the session has ended, time goes on in it.
  await expect(main.status).toContainText('42 received');
  await main.selectSession('notes-app');
  const canvas = main.page.getByTestId('lanes');
  const length = async () =>
    Number(await canvas.getAttribute('data-to')) - Number(await canvas.getAttribute('data-from'));
  await expect(main.page.getByRole('region', { name: 'Lanes' })).toContainText('Explore files');
  await main.lanes.focus();
  const all = await length();
  await main.lanes.press('+');
  await expect.poll(length).toBeLessThan(all);
  await main.lanes.press('0');
  await expect.poll(length).toBe(all);
  await main.lanes.hover();
  await main.page.mouse.wheel(0, -300);
  await expect.poll(length).toBeLessThan(all);
  await main.lanes.press('ArrowDown');
  await expect(main.page.getByRole('status').filter({ hasText: 'echo hello' })).toBeAttached();
  await main.lanes.press('Enter');
  await expect(main.details).toContainText('echo hello && ls -la');
});

test('lanes show all of a session, whatever was chosen of the one before', async ({ app, main }) => {
  for (const session_id of ['one', 'two'])
    await app.post('/api/events', { type: 'tool_start', tool: 'Bash', session_id });
  const all = main.page.getByRole('region', { name: 'Lanes' }).getByRole('button', { name: 'All' });
  await main.selectSession('one');
  await main.lanes.press('+');
  await expect(all).toHaveAttribute('aria-pressed', 'false');
  await main.selectSession('two');
  await expect(all).toHaveAttribute('aria-pressed', 'true');
});

test('the lane of a call that is selected comes into view, however many there are', async ({ app, main }) => {
  const agents = Array.from({ length: 12 }, (_, index) => `agent-${index}`);
  const calls = agents.map((agent_id) => ({ type: 'tool_start', tool: 'Bash', session_id: 'one', agent_id }));
  await app.post('/api/events', calls);
  await main.selectSession('one');
  const label = (name: string) =>
    main.page.getByRole('region', { name: 'Lanes' }).getByText(name, { exact: true });
  await expect(label('main')).toBeInViewport();
  await expect(label('agent-11')).not.toBeInViewport();
  await main.lanes.press('ArrowUp');
  await expect(label('agent-11')).toBeInViewport();
  await label('agent-11').hover();
  await main.page.mouse.wheel(0, -1000);
  await expect(label('main')).toBeInViewport();
});

test('filters narrow the timeline down, are shown as chips, and are kept', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.selectSession('notes-app');
  await main.page.keyboard.press('f');
  await expect(main.calls).toHaveCount(1);
  await expect(main.calls).toContainText('exit 3');
  await main.page.reload();
  await main.expectConnection('live');
  await main.go('Session');
  await expect(main.calls).toHaveCount(1);
  await main.page.getByRole('button', { name: 'Remove filter Failed only' }).click();
  await expect(main.row('Write', 'notes.md')).toBeVisible();
});

test('what is older than the window holds comes from the history, with its payloads', async ({
  app,
  main,
}) => {
  const payloads = recorded(CLAUDE);
  await app.postAll('/hooks/claude-code', payloads.slice(0, 6));
  const filler = Array.from({ length: 1000 }, (_, index) => ({
    type: 'note',
    session_id: 'other',
    n: index,
  }));
  for (let page = 0; page < 21; page++) expect(await app.post('/api/events', filler)).toBe(204);
  await app.postAll('/hooks/claude-code', payloads.slice(6, 7));
  await main.page.reload();
  await main.expectConnection('live');
  await main.go('Session');
  await main.selectSession('notes-app');
  await expect(main.row('Bash', 'echo hello')).toHaveCount(0);
  await main.page.getByRole('button', { name: 'Show what was earlier' }).click();
  await expect(main.row('Bash', 'echo hello')).toBeVisible();
  await main.open(main.row('Bash', 'echo hello'));
  await expect(main.details).toContainText('drwxr-xr-x 3 dev  dev  4096');
});

test('a click on a row opens it however the list moves meanwhile', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE).slice(0, 4));
  await expect(main.row('Bash', 'echo hello')).toBeVisible();
  const box = await main.row('Bash', 'echo hello').boundingBox();
  await main.page.mouse.move(box!.x + 200, box!.y + 10);
  await main.page.mouse.down();
  const more = Array.from({ length: 60 }, (_, index) => ({
    type: 'note',
    session_id: 'other',
    n: 1000 + index,
  }));
  await app.post('/api/events', more);
  await expect(main.rows.last()).toContainText('1059');
  await main.page.mouse.up();
  await expect(main.details).toContainText('echo hello && ls -la');
});

test('rows that come while somebody reads further up are counted, not shown', async ({ app, main }) => {
  const notes = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ type: 'note', session_id: 'long', n: from + index }));
  await app.post('/api/events', notes(200, 0));
  await expect(main.rows.last()).toContainText('199');
  await main.timeline.hover();
  await main.page.mouse.wheel(0, -1000);
  await expect(main.rows.filter({ hasText: '199' })).toHaveCount(0);
  await app.post('/api/events', notes(12, 200));
  const pill = main.page.getByRole('button', { name: '12 new' });
  await pill.click();
  await expect(main.rows.last()).toContainText('211');
});
