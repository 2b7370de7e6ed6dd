import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AgentHooks } from '../../src/main/hooks/agent-hooks';
import { placeIn } from '../../src/main/hooks/place';
import type { AgentId } from '../../src/shared/hooks';
import { ours, parse, User } from '../support/agent-user';

describe('what agents are told', () => {
  test('Claude Code gets the hooks that its version knows, asynchronous, and never those that change it', async () => {
    const events = async (version: string) => {
      const user = new User();
      user.addProgram('claude', version);
      await user.do('install', 'claude-code');
      const { hooks } = parse(user.read('claude-code'));
      for (const groups of Object.values(hooks!)) expect(groups[0]!.hooks[0]!.async).toBe(true);
      return Object.keys(hooks!);
    };
    const old = await events('1.0.60');
    expect(old).toEqual([
      'UserPromptSubmit',
      'PreToolUse',
      'PostToolUse',
      'Notification',
      'SubagentStop',
      'Stop',
      'PreCompact',
    ]);
    const current = await events('2.1.303');
    expect(current).toEqual(
      expect.arrayContaining([...old, 'SessionStart', 'StopFailure', 'PermissionDenied', 'TaskCreated']),
    );
    for (const event of ['WorktreeCreate', 'MessageDisplay']) expect(current).not.toContain(event);
  });

  test('Gemini CLI gets no hooks of its model, and Codex the time it allows', async () => {
    const user = new User();
    await user.do('install', 'gemini');
    await user.do('install', 'codex');
    const gemini = Object.keys(parse(user.read('gemini')).hooks!);
    for (const event of ['BeforeModel', 'AfterModel', 'BeforeToolSelection'])
      expect(gemini).not.toContain(event);
    for (const groups of Object.values(parse(user.read('codex')).hooks!))
      expect(groups[0]!.hooks[0]!.timeout).toBeLessThanOrEqual(3);
    const { notes } = await user.hooks.plan({ agent: 'codex', action: 'install' });
    expect(notes.join()).toContain('/hooks');
  });

  test.each([
    ['claude', 'claude-code', '0.2.1', 'has no hooks'],
    ['codex', 'codex', '0.90.0', 'has no hooks'],
    ['gemini', 'gemini', '0.10.0', 'runs no hooks by itself'],
    ['opencode', 'opencode', '2.0.7', 'another kind of plugin'],
  ] as const)('%s %s %s cannot be connected', async (program, agent, version, why) => {
    const user = new User();
    user.addProgram(program, version);
    expect(await user.hooks.status(agent)).toMatchObject({ found: true, version, state: 'blocked' });
    await expect(user.do('install', agent)).rejects.toThrow(why);
  });

  test('what keeps hooks from running is told', async () => {
    const user = new User();
    user.write('claude-code', '{"disableAllHooks": true}');
    user.write('gemini', '{"hooksConfig": {"enabled": false}}');
    mkdirSync(join(user.home, '.codex'));
    writeFileSync(join(user.home, '.codex/config.toml'), 'model = "x"\n[features]\nhooks = false\n');
    const managed = join(user.home, 'root/etc/claude-code');
    mkdirSync(managed, { recursive: true });
    writeFileSync(join(managed, 'managed-settings.json'), '{"allowManagedHooksOnly": true}');
    const notes = async (agent: AgentId) =>
      (await user.hooks.plan({ agent, action: 'install' })).notes.join('\n');
    expect(await notes('claude-code')).toContain('"disableAllHooks" is set in');
    expect(await notes('claude-code')).toContain('"allowManagedHooksOnly" is set in');
    expect(await notes('gemini')).toContain('"hooksConfig.enabled" is off');
    expect(await notes('codex')).toContain('hooks are switched off in');
  });
});

describe('stale hooks are seen and repaired', () => {
  test('of a Tooltrail that was somewhere else', async () => {
    const user = new User();
    const elsewhere = new AgentHooks(placeIn(user.home, join(user.home, 'old')));
    user.write('claude-code', '{"a": 1}');
    await elsewhere.apply(await elsewhere.plan({ agent: 'claude-code', action: 'install' }));
    expect(await user.hooks.status('claude-code')).toMatchObject({ state: 'stale' });
    const count = ours(user.read('claude-code')).length;
    await user.do('install', 'claude-code');
    expect(await user.hooks.status('claude-code')).toMatchObject({ state: 'connected' });
    expect(ours(user.read('claude-code'))).toHaveLength(count);
    expect(user.read('claude-code')).not.toContain(join(user.home, 'old'));
    await user.do('remove', 'claude-code');
    expect(user.read('claude-code')).toBe('{"a": 1}');
  });

  test('of another version of the agent, either way', async () => {
    const user = new User();
    user.addProgram('claude', '2.1.303');
    await user.do('install', 'claude-code');
    user.addProgram('claude', '2.0.0');
    expect(await user.hooks.status('claude-code')).toMatchObject({
      state: 'stale',
      detail: expect.stringContaining('StopFailure') as string,
    });
    await user.do('install', 'claude-code');
    expect(await user.hooks.status('claude-code')).toMatchObject({ state: 'connected' });
    user.addProgram('claude', '2.1.303');
    expect(await user.hooks.status('claude-code')).toMatchObject({
      state: 'stale',
      detail: expect.stringContaining('missing') as string,
    });
  });

  test('whose forwarder is gone', async () => {
    const user = new User();
    await user.do('install', 'gemini');
    const text = user.read('gemini');
    rmSync(join(user.home, '.tooltrail/bin'), { recursive: true });
    expect(await user.hooks.status('gemini')).toMatchObject({ state: 'stale' });
    await user.do('install', 'gemini');
    expect(await user.hooks.status('gemini')).toMatchObject({ state: 'connected' });
    expect(user.read('gemini')).toBe(text);
  });
});
