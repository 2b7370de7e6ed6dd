import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGiven } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { setSettingsAside } from '../../src/main/server/settings-file';
import { openSettings, SettingsStore } from '../../src/main/server/settings-store';
import { DEFAULT_SETTINGS, SETTING_KEYS, settingFault, settingsSchema } from '../../src/shared/settings';
import { temporaryHome } from '../support/home';

function open(content?: unknown, env: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const dir = temporaryHome();
  const file = join(dir, 'settings.json');
  if (content !== undefined) writeFileSync(file, JSON.stringify(content));
  const given = readGiven(args, { TOOLTRAIL_HOME: dir, ...env }, { strictArgs: true });
  prepareHome(given.home);
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const start = () => {
    const notices: string[] = [];
    return { store: openSettings(given, notices), notices };
  };
  return { open: () => new SettingsStore(given), start, file, dir, read };
}

describe('settings', () => {
  test('defaults are all allowed, and complete', () => {
    expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
    expect(SETTING_KEYS.filter((key) => settingFault(key, DEFAULT_SETTINGS[key]) !== null)).toEqual([]);
  });

  test('settings that were changed are there after a restart, in a file of their owner alone', () => {
    const home = open();
    home.open().change({ theme: 'dark', port: 9000 });
    expect(home.open().state.values).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', port: 9000 });
    expect(statSync(home.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(home.dir)).not.toContainEqual(expect.stringContaining('.tmp'));
  });

  test('settings keep only what differs from the defaults', () => {
    const home = open({ port: 9000, logLevel: 'info' });
    home.open().change({ theme: 'dark', whenClosed: 'hide' });
    expect(home.read()).toEqual({ version: 1, port: 9000, theme: 'dark' });
  });

  test('settings that are reset are the defaults again, and others stay', () => {
    const home = open({ port: 9000, theme: 'dark' });
    const store = home.open();
    expect(store.reset(['port']).values).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    expect(home.read()).toEqual({ version: 1, theme: 'dark' });
  });

  test('settings tell their listeners what is and what was', () => {
    const store = open({ port: 9000 }).open();
    const told: number[][] = [];
    store.onChange((now, before) => told.push([before.port, now.port]));
    store.change({ port: 9001 });
    store.reset(['port']);
    expect(told).toEqual([
      [9000, 9001],
      [9001, DEFAULT_SETTINGS.port],
    ]);
  });

  test('settings given by variable or argument count, are named, and are not written down', () => {
    const home = open({ port: 9000 }, { TOOLTRAIL_PORT: '9001' }, ['--log-level', 'debug']);
    const store = home.open();
    expect(store.state.values).toMatchObject({ port: 9001, logLevel: 'debug' });
    expect(store.state.given).toEqual({ port: 'TOOLTRAIL_PORT', logLevel: '--log-level' });
    expect(store.change({ theme: 'light' }).values.port).toBe(9001);
    expect(home.read()).toEqual({ version: 1, port: 9000, theme: 'light' });
  });

  test('settings of a file without a version are taken over', () => {
    expect(open({ retentionDays: 7 }).open().config.retentionDays).toBe(7);
  });

  test.each([
    [{ version: 99 }, 'is of a newer Tooltrail (version 99'],
    [{ version: 'x' }, 'version must be a whole number, not "x"'],
    [{ theme: 'pink' }, 'theme must be one of system, dark, light, not "pink"'],
    [{ colour: 1 }, 'Unknown setting "colour"'],
  ])('settings %j are refused with what is wrong', (content, message) => {
    expect(() => open(content).open()).toThrow(message);
  });

  test('settings that cannot be used are set aside, as they are', () => {
    const home = open({ theme: 'pink' });
    const aside = setSettingsAside(home.file);
    expect(existsSync(home.file)).toBe(false);
    expect(JSON.parse(readFileSync(aside, 'utf8'))).toEqual({ theme: 'pink' });
    expect(home.open().state.values).toEqual(DEFAULT_SETTINGS);
  });

  test('settings that cannot be used do not keep the app from starting, with what was given beside them', () => {
    for (const content of [{ theme: 'pink' }, { host: '0.0.0.0' }]) {
      const home = open(content, {}, ['--port', '9001']);
      const { store, notices } = home.start();
      expect(store.state.values).toEqual({ ...DEFAULT_SETTINGS, port: 9001 });
      expect(notices).toEqual([expect.stringContaining(`The file is now ${home.file}.unusable-`)]);
    }
  });

  const OUTSIDE = 'reaches beyond this machine';
  const OPEN_TO_ALL = ['--host', '0.0.0.0'];
  const NO_PATTERN = { TOOLTRAIL_REDACT_PATTERNS: '["("]' };

  test.each([
    [undefined, {}, OPEN_TO_ALL, OUTSIDE],
    [{ theme: 'dark' }, {}, OPEN_TO_ALL, OUTSIDE],
    [{ theme: 'pink' }, {}, OPEN_TO_ALL, OUTSIDE],
    [{ host: '::', outsideAccess: true }, {}, ['--outside-access', 'false'], OUTSIDE],
    [{ theme: 'dark' }, NO_PATTERN, [], 'redactPatterns: "(" cannot be used'],
  ])('settings %j stay where what is given beside them is at fault: %j %j', (content, env, args, message) => {
    const home = open(content, env, args);
    expect(() => home.start()).toThrow(message);
    const files = readdirSync(home.dir).filter((name) => name.startsWith('settings.json'));
    expect(files).toEqual(content === undefined ? [] : ['settings.json']);
  });

  test('settings and what is given beside them may be allowed only together', () => {
    const { store, notices } = open({ outsideAccess: true }, {}, ['--host', '0.0.0.0']).start();
    expect(store.config.host).toBe('0.0.0.0');
    expect(notices).toEqual([]);
  });
});
