import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test as shared } from './support/shared-app';

/** What a newcomer has: a home with settings of their own in it. */
const SETTINGS = `{
  "model": "opus",
  "permissions": { "allow": ["Bash(ls:*)"] }
}
`;

interface Settings {
  hooks: Record<string, { hooks: { command: string }[] }[]>;
}

const test = shared.extend<{ user: string }>({
  user: async ({ app }, use) => {
    mkdirSync(join(app.userHome, '.claude'));
    writeFileSync(join(app.userHome, '.claude/settings.json'), SETTINGS);
    await use(app.userHome);
  },
});

const agent = (page: Page, name: string) => page.getByRole('listitem', { name });

test('a newcomer connects Claude Code in three clicks, and its next session shows', async ({ app, user }) => {
  const main = await app.window();
  await main.expectConnection('live');
  const file = join(user, '.claude/settings.json');

  await main.page.getByRole('button', { name: 'Connect Claude Code' }).click();
  await agent(main.page, 'Claude Code').getByRole('button', { name: 'Connect…' }).click();
  await expect(main.page.getByRole('region', { name: 'Change' })).toContainText('"PreToolUse": [');
  await expect(main.page.getByRole('group', { name: 'Connect Claude Code' })).toContainText(file);
  expect(readFileSync(file, 'utf8')).toBe(SETTINGS);
  await main.page.getByRole('button', { name: 'Agree' }).click();
  await expect(agent(main.page, 'Claude Code')).toHaveAttribute('data-state', 'connected');

  const settings = JSON.parse(readFileSync(file, 'utf8')) as Settings;
  const payload = {
    hook_event_name: 'PreToolUse',
    session_id: 'first',
    cwd: user,
    tool_name: 'Bash',
    tool_use_id: 't1',
    tool_input: { command: 'echo "it works"' },
  };
  const { command } = settings.hooks['PreToolUse']![0]!.hooks[0]!;
  execFileSync('/bin/sh', ['-c', command], { input: JSON.stringify(payload), env: { HOME: user } });
  await expect(main.page.getByRole('main')).toContainText('echo "it works"');
});

test('what was connected is disconnected, and the file is as it was', async ({ app, user }) => {
  const { page } = await app.window();
  await page.getByRole('button', { name: 'Connect Claude Code' }).click();
  for (const name of ['Claude Code', 'OpenCode']) {
    await agent(page, name).getByRole('button', { name: 'Connect…' }).click();
    await page.getByRole('button', { name: 'Agree' }).click();
    await expect(agent(page, name)).toHaveAttribute('data-state', 'connected');
  }
  for (const name of ['Claude Code', 'OpenCode']) {
    await agent(page, name).getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await expect(agent(page, name)).toHaveAttribute('data-state', 'off');
  }
  expect(readFileSync(join(user, '.claude/settings.json'), 'utf8')).toBe(SETTINGS);
  expect(existsSync(join(user, '.config/opencode'))).toBe(false);
});

test('who connects an agent by keys goes on where the agent stands, step by step', async ({ main, user }) => {
  const { page } = main;
  await page.getByRole('button', { name: 'Connect Claude Code' }).click();
  const connect = agent(page, 'Claude Code').getByRole('button', { name: 'Connect…' });
  await connect.press('Enter');
  await expect(page.getByRole('region', { name: 'Change' })).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).press('Enter');
  await expect(connect).toBeFocused();
  await connect.press('Enter');
  await page.getByRole('button', { name: 'Agree' }).press('Enter');
  await expect(agent(page, 'Claude Code').getByRole('button', { name: 'Remove…' })).toBeFocused();
  expect(readFileSync(join(user, '.claude/settings.json'), 'utf8')).not.toBe(SETTINGS);
});

test('a file that cannot be changed is told in words, and one that changed meanwhile is left alone', async ({
  app,
  user,
}) => {
  const file = join(user, '.claude/settings.json');
  mkdirSync(join(user, '.gemini'));
  writeFileSync(join(user, '.gemini/settings.json'), '{ "theme": ');
  const { page } = await app.window();
  await page.getByRole('button', { name: 'Connect Claude Code' }).click();
  await expect(agent(page, 'Gemini CLI')).toContainText(
    `${join(user, '.gemini/settings.json')} is left as it is: it is not valid JSON (line 1, column 12)`,
  );
  await agent(page, 'Claude Code').getByRole('button', { name: 'Connect…' }).click();
  await expect(page.getByRole('region', { name: 'Change' })).toBeVisible();
  writeFileSync(file, '{"model":"haiku"}');
  await page.getByRole('button', { name: 'Agree' }).click();
  await expect(page.getByRole('alert')).toContainText('was changed meanwhile');
  expect(readFileSync(file, 'utf8')).toBe('{"model":"haiku"}');
});

test('requests with other arguments than the channel takes are refused', async ({ main }) => {
  const refused = await main.page.evaluate(() =>
    Promise.all([
      window.tooltrail.planHooks({ agent: '../x' as 'codex', action: 'install' }).catch(String),
      window.tooltrail
        .applyHooks({ agent: 'codex', action: 'install', fingerprint: 'made up' })
        .catch((error: unknown) => String(error)),
    ]),
  );
  expect(refused[0]).toContain('agent');
  expect(refused[1]).toContain('changed meanwhile');
});
