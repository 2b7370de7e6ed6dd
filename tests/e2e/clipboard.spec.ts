import type { RunningApp } from './support/app';
import { CLAUDE, recorded } from './support/recorded';
import { expect, test } from './support/with-desktop';

// All programs of a display have one clipboard, and tests of one file run one after the other: whatever copies is here.

const copiedIn = (app: RunningApp) => app.electron.evaluate(({ clipboard }) => clipboard.readText());

test('the texts of a call are copied whole', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.go('Session');
  await main.open(main.row('Bash', 'echo hello'));
  await main.details.getByRole('button', { name: 'Copy command' }).click();
  await expect.poll(() => copiedIn(app)).toBe('echo hello && ls -la');
});

test('the diagnostics are copied without token, events or home folder', async ({ app, main }) => {
  await app.post('/api/events', { type: 'x', session_id: 'SECRET-SESSION', text: 'SECRET-TEXT' });
  await main.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await main.page.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect(main.page.getByRole('group', { name: 'Diagnostics' })).toContainText('events_received: 1');
  const copied = await copiedIn(app);
  expect(copied).toContain('electron: ');
  expect(copied).toContain('"msg":"listening"');
  expect(copied).not.toContain('SECRET');
  expect(copied).not.toContain(app.server.token);
});

test('the tray copies where the server is reached', async ({ desktop, start }) => {
  const app = await start({ env: desktop.env });
  await (await app.window()).expectConnection('live');
  await expect.poll(() => desktop.iconCount).toBe(1);
  await desktop.click('Copy endpoint');
  await expect.poll(() => copiedIn(app)).toBe(`http://127.0.0.1:${app.server.port}`);
});
