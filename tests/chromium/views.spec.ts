import { CLAUDE, recorded } from '../e2e/support/recorded';
import { expect, test } from './support/window';

/** What current Chromium asks a user for before a page reaches this machine; the app grants it to its own window. */
const PERMISSION = 'local-network-access';

test('every view opens, follows live, and has nothing to complain of', async ({ context, server, open }) => {
  await context.grantPermissions([PERMISSION]);
  const { main, problems } = await open(context);
  const { page } = main;
  await main.expectConnection('live');
  await expect(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();

  const payloads = recorded(CLAUDE);
  for (const payload of payloads.slice(0, 10))
    expect(await server.post('/hooks/claude-code', payload)).toBe(204);
  await main.go('Session');
  await expect(main.sessions).toHaveCount(1);
  await main.selectSession('notes-app');
  await expect(main.row('Bash', 'echo hello')).toBeVisible();
  const before = await main.calls.count();
  for (const payload of payloads.slice(10))
    expect(await server.post('/hooks/claude-code', payload)).toBe(204);
  await expect.poll(() => main.calls.count()).toBeGreaterThan(before);
  await main.open(main.row('Edit', 'notes.md').first());
  await expect(main.details).toContainText('notes.md');

  await main.go('Overview');
  await expect(main.overview).toHaveCount(1);
  await main.go('Files');
  await expect(page.getByRole('main')).toContainText('notes.md');
  await main.go('Tools');
  await expect(page.getByRole('main')).toContainText('Bash');
  await main.go('Search');
  await page.getByRole('searchbox').fill('parallel');
  await expect(page.getByRole('main').locator('mark').first()).toHaveText('parallel');
  await main.go('Server');
  await expect(page.getByText('All is well')).toBeVisible();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('main', { name: 'Settings' })).toBeVisible();
  expect(problems).toEqual([]);
});

test('without the permission the browser keeps the window from the server', async ({ context, open }) => {
  const { main, problems } = await open(context);
  await main.expectConnection('offline');
  await expect.poll(() => problems.join('\n')).toMatch(/permission|local network|loopback/i);
});
