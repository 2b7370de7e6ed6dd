import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, ROOT, temporaryHome, test as base } from './support/app';
import type { MainPage } from './support/main-page';

const test = base.extend<{ serve: (home: string) => Promise<ChildProcess> }>({
  serve: async ({}, use) => {
    const started: ChildProcess[] = [];
    await use(async (home) => {
      const args = [join(ROOT, 'out/main/headless.js'), '--port', '0', '--home', home];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      started.push(child);
      await once(createInterface({ input: child.stdout }), 'line');
      return child;
    });
    for (const child of started) child.kill('SIGKILL');
  },
});

const call = (id: string) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd: '/home/dev/app',
  tool_name: 'Bash',
  tool_use_id: id,
  tool_input: { command: `echo ${id}` },
});

/** Asks of the app what the window's buttons do; resolves to the state after it. */
const ask = ({ page }: MainPage, what: 'start' | 'stop') =>
  page.evaluate((name) => window.tooltrail[name](), what);
const waitingIn = ({ page }: MainPage) =>
  page.getByText('Waiting for another Tooltrail to let go of the journal');

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`the app attaches to a server that is there, and takes over after ${signal}`, async ({
    start,
    serve,
  }) => {
    const home = temporaryHome();
    const other = await serve(home);
    const app = await start({ home });
    const main = await app.window();
    await main.expectConnection('live');
    const { port, token, pid } = app.server;
    expect(pid).toBe(other.pid);
    await expect(main.page.getByText(`Attached to the Tooltrail that process ${pid}`)).toBeVisible();
    await expect(main.page.getByRole('button', { name: 'Stop the server' })).toBeDisabled();
    for (const id of ['one', 'two']) expect(await app.post('/hooks/claude-code', call(id))).toBe(204);
    await main.go('Session');
    await expect(main.calls).toHaveCount(2);

    other.kill(signal);
    await once(other, 'exit');
    await expect
      .poll(() => main.page.evaluate(() => window.tooltrail.status()))
      .toMatchObject({
        state: 'running',
        port,
        notice: null,
      });
    expect(app.server).toMatchObject({ port, token });
    expect(app.server.pid).not.toBe(pid);
    for (const id of ['three', 'four']) expect(await app.post('/hooks/claude-code', call(id))).toBe(204);
    await expect(main.row('Bash', 'echo four')).toBeVisible();
    await main.expectConnection('live');
    await expect(main.calls).toHaveCount(4);
    for (const id of ['one', 'two', 'three', 'four'])
      await expect(main.row('Bash', `echo ${id}`)).toHaveCount(1);
    expect((await app.history()).map(({ seq, tool_use_id }) => [seq, tool_use_id])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
      [4, 'four'],
    ]);
  });
}

test('attached, the app cannot replace a token that is not its own; it lets go and attaches as it is told', async ({
  start,
  serve,
}) => {
  const home = temporaryHome();
  const other = await serve(home);
  const main = await (await start({ home })).window();
  await main.expectConnection('live');
  await main.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await main.page.getByRole('button', { name: 'Replace token' }).click();
  await expect(main.page.getByRole('main').getByRole('alert')).toHaveText(
    'The token belongs to the Tooltrail that this one is attached to',
  );
  expect(await ask(main, 'start')).toMatchObject({ state: 'attached' });
  expect(await ask(main, 'stop')).toEqual({ state: 'stopped', port: null, notice: null });
  await main.expectConnection('stopped');
  expect(other.exitCode).toBeNull();
  expect(await ask(main, 'start')).toMatchObject({ state: 'attached' });
  await main.expectConnection('live');
});

test('attached, the panel tells how the other’s server is, and what cannot be done from here', async ({
  start,
  serve,
}) => {
  const home = temporaryHome();
  await serve(home);
  const main = await (await start({ home })).window();
  await main.expectConnection('live');
  await main.go('Server');
  const panel = main.page.getByRole('main', { name: 'Server' });
  await expect(panel.getByText('All is well')).toBeVisible();
  await expect(panel.getByText('Another Tooltrail runs the server.')).toBeVisible();
  for (const name of ['Restart', 'Stop']) await expect(panel.getByRole('button', { name })).toBeDisabled();
  await expect(panel.getByRole('button', { name: 'Start', exact: true })).toHaveCount(0);
  for (const [name, kind] of [
    ['Compact', 'compact'],
    ['Import', 'import'],
  ] as const) {
    await panel.getByRole('button', { name }).click();
    await expect(main.page.locator(`[data-testid="job"][data-kind="${kind}"]`)).toContainText(
      'it is stopped, or another one runs it',
    );
  }
});

test('what is stored shows while the app waits for its home, unless it is told not to wait, and goes on from there', async ({
  start,
  serve,
}) => {
  const home = temporaryHome();
  const other = await serve(home);
  const { port } = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as { port: number };
  for (const id of ['one', 'two']) {
    const body = JSON.stringify(call(id));
    const headers = { 'content-type': 'application/json' };
    await fetch(`http://127.0.0.1:${port}/hooks/claude-code`, { method: 'POST', headers, body });
  }
  // As a server does that has been told to stop: it is no longer to be found, and still has the journal.
  rmSync(join(home, 'server.json'));
  const app = await start({ home });
  const main = await app.window();
  const waiting = waitingIn(main);
  await expect(main.page.getByTestId('overview-session')).toContainText('echo two');
  await expect(waiting).toBeVisible();
  await main.expectConnection('connecting');
  await ask(main, 'stop');
  await main.expectConnection('stopped');
  await expect(waiting).toHaveCount(0);
  await main.page.evaluate(() => void window.tooltrail.start());
  await expect(waiting).toBeVisible();

  other.kill('SIGTERM');
  await main.expectConnection('live');
  const { port: ownPort, pid } = app.server;
  expect(pid).not.toBe(other.pid);
  // Where it runs already, nothing changes.
  expect(await ask(main, 'start')).toMatchObject({ state: 'running', port: ownPort });
  await main.expectConnection('live');
  expect(await app.post('/hooks/claude-code', call('three'))).toBe(204);
  await main.go('Session');
  await expect(main.row('Bash', 'echo three')).toBeVisible();
  await expect(main.calls).toHaveCount(3);
});
