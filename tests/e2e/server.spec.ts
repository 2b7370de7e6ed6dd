import { expect, test } from './support/shared-app';
import type { MainPage } from './support/main-page';

const START = { hook_event_name: 'PreToolUse', session_id: 's', tool_name: 'Bash', tool_use_id: '1' };

const figure = ({ page }: MainPage, name: string) =>
  page.getByRole('main').locator('dt').filter({ hasText: name }).locator('+ dd');

test('the panel tells what came, what went and what was refused, live', async ({ app, main }) => {
  await main.go('Server');
  await expect(figure(main, 'Port')).toHaveText(String(app.server.port));
  await expect(main.page.getByText('All is well')).toBeVisible();
  await app.post('/hooks/claude-code', START);
  await expect(figure(main, 'Received')).toHaveText('1');
  await expect(figure(main, 'Newest event')).toHaveText('# 1');
  await expect(figure(main, 'Clients')).toHaveText('1');
  await expect(main.page.getByTestId('client-row')).toContainText('Dashboard');
  const event = { type: 'x', id: 'the same' };
  for (const _time of [1, 2]) await app.post('/api/events', event);
  await app.post('/api/events', { no: 'type' });
  await expect(figure(main, 'Seen before')).toHaveText('1');
  await expect(main.page.locator('[data-reason="malformed"]')).toContainText('1');
  await expect(main.page.getByText('1 event was refused since the start: 1 malformed.')).toBeVisible();
  await expect(figure(main, 'Size')).toHaveText(/\d [kM]B/);
  await expect(figure(main, '95 % under')).toHaveText(/ms|s$/);
});

test('a failure that was put away is told again when it happens again', async ({ main }) => {
  const { page } = main;
  await main.go('Server');
  const notice = page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Dismiss' }) });
  // No machine has this address.
  await page.evaluate(() => window.tooltrail.changeSettings({ outsideAccess: true, host: '192.0.2.1' }));
  await expect(notice).toContainText('EADDRNOTAVAIL');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await page.evaluate(() => window.tooltrail.start().catch(() => null));
  await expect(notice).toContainText('EADDRNOTAVAIL');
});

test('the panel stops, starts and restarts the server', async ({ app, main }) => {
  await app.post('/hooks/claude-code', START);
  await main.go('Server');
  const panel = main.page.getByRole('main', { name: 'Server' });
  await panel.getByRole('button', { name: 'Stop' }).click();
  await main.expectConnection('stopped');
  await expect(panel.getByText('The server is stopped')).toBeVisible();
  await expect(figure(main, 'Received')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Start' }).click();
  await main.expectConnection('live');
  await expect(figure(main, 'Received')).toHaveText('0');
  await expect(figure(main, 'Newest event')).toHaveText('# 1');
  await app.post('/hooks/claude-code', { ...START, tool_use_id: '2' });
  await expect(figure(main, 'Received')).toHaveText('1');
  await panel.getByRole('button', { name: 'Restart' }).click();
  await expect(figure(main, 'Received')).toHaveText('0');
  await main.expectConnection('live');
  await expect(figure(main, 'Newest event')).toHaveText('# 2');
});
