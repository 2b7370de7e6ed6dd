import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/main/server/config';
import { ConfigError } from '../../src/main/server/config-error';
import { temporaryHome } from '../support/home';

const STRICT = { strictArgs: true };

/** Loads with a home of the test's own, whose settings.json holds `settings`. */
function load(settings: unknown, env: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const home = temporaryHome();
  mkdirSync(home, { recursive: true });
  if (settings !== undefined) {
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
    writeFileSync(join(home, 'settings.json'), text);
  }
  return loadConfig(args, { TOOLTRAIL_HOME: home, ...env }, STRICT);
}

function errorOf(action: () => unknown): ConfigError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('configuration', () => {
  test('configuration has the documented defaults when nothing is set', () => {
    const config = load(undefined);
    expect(config).toMatchObject({ port: 8765, bufferEvents: 50_000, requireToken: false, logLevel: 'info' });
  });

  test('configuration uses ~/.tooltrail when no home is named', () => {
    const { home } = loadConfig([], {}, STRICT);
    expect(home.dir).toBe(join(homedir(), '.tooltrail'));
  });

  test('configuration layers override each other in the documented order', () => {
    expect(load({ port: 1001 }).port).toBe(1001);
    expect(load({ port: 1001 }, { TOOLTRAIL_PORT: '1002' }).port).toBe(1002);
    expect(load({ port: 1001 }, { TOOLTRAIL_PORT: '1002' }, ['--port', '1003']).port).toBe(1003);
    expect(load({ port: 1001, requireToken: true }, { TOOLTRAIL_PORT: '1002' }).requireToken).toBe(true);
  });

  test('configuration takes the home from the argument before the variable', () => {
    const home = temporaryHome();
    const config = loadConfig(['--home', home], { TOOLTRAIL_HOME: '/nowhere' }, STRICT);
    expect(config.home.dir).toBe(home);
  });

  test('configuration passes over variables that are empty or of other parts', () => {
    expect(load(undefined, { TOOLTRAIL_PORT: '', TOOLTRAIL_ELECTRON: '/usr/bin/electron' }).port).toBe(8765);
  });

  test.each([
    [['--port', '70000'], {}, 'port', '--port', '0 to 65535'],
    [['--port', 'http'], {}, 'port', '--port', '0 to 65535'],
    [['--port=-1'], {}, 'port', '--port', '0 to 65535'],
    [['--port', '80.5'], {}, 'port', '--port', '0 to 65535'],
    [[], { TOOLTRAIL_PORT: 'x' }, 'port', 'TOOLTRAIL_PORT', '0 to 65535'],
    [[], { TOOLTRAIL_REQUIRE_TOKEN: 'yes' }, 'requireToken', 'TOOLTRAIL_REQUIRE_TOKEN', 'true or false'],
    [['--log-level', 'loud'], {}, 'logLevel', '--log-level', 'debug, info, warn, error'],
    [['--buffer-bytes', '10'], {}, 'bufferBytes', '--buffer-bytes', 'bytes from 8388608'],
  ])('configuration %j %j is refused with the key and what is allowed', (args, env, key, origin, allowed) => {
    const error = errorOf(() => load(undefined, env, args));
    expect(error.key).toBe(key);
    expect(error.message).toContain(`${key} must be`);
    expect(error.message).toContain(origin);
    expect(error.message).toContain(allowed);
  });

  test('configuration names the file when a value in settings.json is not allowed', () => {
    const { message } = errorOf(() => load({ port: '8765' }));
    expect(message).toContain('port must be a whole number');
    expect(message).toContain('settings.json');
  });

  test('configuration refuses a value that a later layer would override', () => {
    expect(errorOf(() => load({ port: 'x' }, {}, ['--port', '1'])).key).toBe('port');
  });

  test.each(['prot', 'constructor'])('configuration refuses the unknown setting %s', (key) => {
    const { message } = errorOf(() => load({ [key]: 1 }));
    expect(message).toContain(`Unknown setting "${key}"`);
    expect(message).toContain('known are port');
  });

  test.each(['{', '[1]', '"text"', ''])('configuration refuses a settings.json that holds %j', (text) => {
    expect(errorOf(() => load(text)).message).toContain('must hold one JSON object');
  });

  test.each([[['--prot', '1']], [['8765']], [['-p', '1']]])(
    'configuration refuses the unknown arguments %j',
    (args) => {
      expect(errorOf(() => load(undefined, {}, args)).message).toContain('Unknown argument');
    },
  );

  test('configuration passes over unknown arguments where the command line is shared with Chromium', () => {
    const args = ['--no-sandbox', '.', '--port', '1234', '--demo'];
    expect(loadConfig(args, { TOOLTRAIL_HOME: temporaryHome() }, { strictArgs: false }).port).toBe(1234);
  });

  test('configuration asks for the value that an argument lacks', () => {
    expect(errorOf(() => load(undefined, {}, ['--port'])).message).toBe('--port needs a value');
  });

  test('configuration takes own patterns as a list, and refuses what is none by name', () => {
    const patterns = ['ACME-[0-9]+', '(?i)tulip'];
    expect(load({ redactPatterns: patterns }).redactPatterns).toEqual(patterns);
    const env = { TOOLTRAIL_REDACT_PATTERNS: JSON.stringify(patterns) };
    expect(load(undefined, env).redactPatterns).toEqual(patterns);
    for (const pattern of ['(', '(?=ahead)', '(a)\\1', 'a*']) {
      const { key, message } = errorOf(() => load({ redactPatterns: ['fine', pattern] }));
      expect(key).toBe('redactPatterns');
      expect(message).toContain(`${JSON.stringify(pattern)} cannot be used`);
    }
    expect(errorOf(() => load({ redactPatterns: 'ACME' })).message).toContain('must be a list');
  });

  test('configuration of an unusual name in settings.json reaches nothing', () => {
    expect(load('{"__proto__": {"redact": false}}').redact).toBe(true);
    expect(({} as Record<string, unknown>)['redact']).toBeUndefined();
  });
});
