import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { io } from 'socket.io-client';
import { freePort } from '../support/listening';
import { expect, temporaryHome, test } from './support/app';
import { test as shared } from './support/shared-app';

const field = (page: Page, key: string) => page.locator(`[data-testid="setting"][data-key="${key}"]`);
const call = (tool: string) => ({ type: 'tool_start', tool, session_id: 's', id: tool });
const openSettings = (page: Page) => page.getByRole('button', { name: 'Settings', exact: true }).click();

async function choose(page: Page, key: string, option: string): Promise<void> {
  await field(page, key).locator('[aria-haspopup="listbox"]').click();
  await page.getByRole('option', { name: option }).click();
}

test('a changed port moves the server, and the window follows and misses nothing', async ({ start }) => {
  const home = temporaryHome();
  const [before, after] = [await freePort(), await freePort()];
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ port: before }));
  const app = await start({ home, env: { TOOLTRAIL_PORT: '' } });
  const main = await app.window();
  await main.expectConnection('live');
  expect(app.server.port).toBe(before);
  await app.post('/api/events', { type: 'tool_start', tool: 'First', session_id: 's' });
  await openSettings(main.page);
  const port = field(main.page, 'port').getByRole('textbox');

  await port.fill('99999');
  await port.blur();
  await expect(field(main.page, 'port').getByRole('alert')).toHaveText(
    'Port must be a whole number from 0 to 65535 (0: any free port).',
  );
  expect(app.server.port).toBe(before);

  await port.fill(String(after));
  await port.blur();
  // The former server's file goes, and the next one's comes.
  await expect(() => expect(app.server.port).toBe(after)).toPass();
  await expect(field(main.page, 'port').getByRole('alert')).toHaveCount(0);
  await main.expectConnection('live');
  expect(await app.post('/api/events', { type: 'tool_start', tool: 'Second', session_id: 's' })).toBe(204);
  await main.go('Session');
  await expect(main.calls).toHaveCount(2);
  expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toEqual({ version: 1, port: after });
});

shared('the theme changes at once, and goes back', async ({ app, main }) => {
  await openSettings(main.page);
  await choose(main.page, 'theme', 'Dark');
  await expect.poll(() => main.isDark()).toBe(true);
  await choose(main.page, 'theme', 'Light');
  await expect.poll(() => main.isDark()).toBe(false);
  await main.page.getByRole('button', { name: 'Reset Theme' }).click();
  await expect(main.page.getByRole('button', { name: 'Reset Theme' })).toHaveCount(0);
  expect(JSON.parse(readFileSync(join(app.home, 'settings.json'), 'utf8'))).toEqual({ version: 1 });
});

shared('what a variable decides cannot be set, and the page says so', async ({ main }) => {
  await openSettings(main.page);
  await expect(field(main.page, 'port')).toContainText('Decided by TOOLTRAIL_PORT');
  await expect(field(main.page, 'port').getByRole('textbox')).toBeDisabled();
});

test('a choice that a variable decides cannot be made either', async ({ start }) => {
  const main = await (await start({ env: { TOOLTRAIL_LOG_LEVEL: 'debug' } })).window();
  await main.expectConnection('live');
  await openSettings(main.page);
  await expect(field(main.page, 'logLevel')).toContainText('Decided by TOOLTRAIL_LOG_LEVEL');
  await expect(field(main.page, 'logLevel').getByRole('combobox')).toBeDisabled();
  await expect(field(main.page, 'theme').getByRole('combobox')).toBeEnabled();
});

shared(
  'what is refused is told in its field, and stays told when another setting changes',
  async ({ main }) => {
    await openSettings(main.page);
    const patterns = field(main.page, 'redactPatterns');
    await patterns.getByRole('textbox').fill('(?<=pw=)\\w+');
    await patterns.getByRole('textbox').blur();
    await expect(patterns.getByRole('alert')).toHaveText(/^Your own secrets: .* cannot be used: /);
    await choose(main.page, 'theme', 'Dark');
    await expect.poll(() => main.isDark()).toBe(true);
    await expect(patterns.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
    await patterns.getByRole('textbox').fill('pw=\\w+');
    await patterns.getByRole('textbox').blur();
    await expect(patterns.getByRole('alert')).toHaveCount(0);
  },
);

shared('a switch whose change is refused stays as it was', async ({ main }) => {
  await openSettings(main.page);
  const outside = main.page.getByRole('switch', { name: 'Allow other machines' });
  await main.page.evaluate(() => window.tooltrail.changeSettings({ outsideAccess: true, host: '0.0.0.0' }));
  await expect(outside).toBeChecked();
  await outside.click();
  await expect(field(main.page, 'outsideAccess').getByRole('alert')).toContainText(
    'reaches beyond this machine',
  );
  await expect(outside).toBeChecked();
});

shared(
  'starting at login is an autostart entry, which goes when it is switched off',
  async ({ app, main }) => {
    await openSettings(main.page);
    const entry = join(app.userHome, '.config/autostart/tooltrail.desktop');
    const login = main.page.getByRole('switch', { name: 'Start at login' });
    await login.click();
    await expect
      .poll(() => existsSync(entry) && readFileSync(entry, 'utf8'))
      .toMatch(/^Exec=".*electron.*" ".*" "--hidden"$/m);
    await main.page.getByRole('switch', { name: 'No window at login' }).click();
    await expect.poll(() => readFileSync(entry, 'utf8')).not.toContain('--hidden');
    await login.click();
    await expect.poll(() => existsSync(entry)).toBe(false);
  },
);

test('settings that cannot be used are set aside, and the app starts and says so', async ({ start }) => {
  const home = temporaryHome();
  writeFileSync(join(home, 'settings.json'), '{"theme":"pink"}');
  const main = await (await start({ home })).window();
  await main.expectConnection('live');
  await expect(main.page.getByText('theme must be one of system, dark, light')).toBeVisible();
  expect(readdirSync(home).filter((name) => name.startsWith('settings.json'))).toEqual([
    expect.stringMatching(/^settings\.json\.unusable-/),
  ]);
});

shared(
  'the token is replaced when the user asks: the former one opens nothing, and the window goes on',
  async ({ app, main }) => {
    const { port, token: former } = app.server;
    await openSettings(main.page);
    await main.page.getByRole('button', { name: 'Replace token' }).click();
    await expect(main.page.getByText('Replaced. Programs that you gave')).toBeVisible();
    expect(app.server.token).not.toBe(former);
    const refused = await fetch(`http://127.0.0.1:${port}/api/stats`, {
      headers: { authorization: `Bearer ${former}` },
    });
    expect(refused.status).toBe(401);
    await main.expectConnection('live');
    await app.post('/api/events', { type: 'note' });
    await expect(main.status).toContainText('1 received');
  },
);

shared(
  'programs without the token come in once the user lets them, and what they emit is not verified',
  async ({ app, main }) => {
    await openSettings(main.page);
    await main.page.getByRole('switch', { name: 'Let programs read events without the token' }).click();
    // The server starts anew for it: until then it is not there, or still the former one.
    await expect(async () => {
      const socket = io(`http://127.0.0.1:${app.server.port}`, {
        transports: ['websocket'],
        forceNew: true,
      });
      const answer: unknown = await socket.timeout(1000).emitWithAck('event', call('Deploy')).catch(String);
      socket.disconnect();
      expect(answer).toMatchObject({ accepted: 1 });
    }).toPass({ timeout: 15_000 });
    await main.go('Session');
    await expect(main.calls).toHaveCount(1);
    await expect(main.page.getByText('not verified').first()).toBeAttached();
  },
);
