import { parseArgs } from 'node:util';
import {
  DEFAULT_SETTINGS,
  serverSettings,
  type ServerSettingKey,
  type Settings,
} from '../../shared/settings';
import { ConfigError } from './config-error';
import { homePaths, resolveHome, type HomePaths } from './home';
import { checkSetting, readSettings } from './settings-file';
import { checkMeaning } from './settings-meaning';

/** The settings as they count, and where Tooltrail keeps its files. */
export interface Config extends Settings {
  home: HomePaths;
}

/** What variables and arguments decide, before settings.json is asked. */
export interface Given {
  home: HomePaths;
  values: Partial<Settings>;
  /** The variable or argument that decides a setting. */
  origins: Partial<Record<keyof Settings, string>>;
}

const KEYS = Object.keys(serverSettings) as ServerSettingKey[];
const kebab = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const variableOf = (key: string) => `TOOLTRAIL_${kebab(key).replaceAll('-', '_').toUpperCase()}`;

/**
 * Settles the configuration: defaults < settings.json < TOOLTRAIL_* variables < arguments.
 *
 * @param args command-line arguments without the program's name. With `strictArgs` an unknown one is an error; the
 *   desktop app shares its command line with Chromium and passes over what it does not know.
 * @throws ConfigError for a value that is not allowed, an unknown key or an unreadable settings.json
 */
export function loadConfig(args: string[], env: NodeJS.ProcessEnv, options: { strictArgs: boolean }): Config {
  const given = readGiven(args, env, options);
  const { home, values } = given;
  const settings = { ...DEFAULT_SETTINGS, ...readSettings(home.settingsFile), ...values };
  checkMeaning(settings);
  return { ...settings, home };
}

/**
 * What the command line and the environment say, without a look at any file.
 *
 * @throws ConfigError for a value that is not allowed, or with `strictArgs` for an unknown argument
 */
export function readGiven(args: string[], env: NodeJS.ProcessEnv, options: { strictArgs: boolean }): Given {
  const { home, values } = readArguments(args, options.strictArgs);
  const given: Given = { home: homePaths(resolveHome(home, env)), values: {}, origins: {} };
  take(given, readVariables(env), variableOf);
  take(given, values, (key) => `--${kebab(key)}`);
  return given;
}

function take(given: Given, values: [ServerSettingKey, unknown][], origin: (key: string) => string): void {
  for (const [key, value] of values) {
    checkSetting(key, value, origin(key));
    Object.assign(given.values, { [key]: value });
    given.origins[key] = origin(key);
  }
}

function readVariables(env: NodeJS.ProcessEnv): [ServerSettingKey, unknown][] {
  return KEYS.flatMap((key) => {
    const text = env[variableOf(key)];
    return text === undefined || text === '' ? [] : [[key, valueOf(text)]];
  });
}

function readArguments(
  args: string[],
  strict: boolean,
): { home: string | undefined; values: [ServerSettingKey, unknown][] } {
  const names = new Map<string, ServerSettingKey>(KEYS.map((key) => [kebab(key), key]));
  const known = Object.fromEntries(
    [...names.keys(), 'home'].map((name) => [name, { type: 'string' as const }]),
  );
  const { tokens } = parseArgs({ args, options: known, strict: false, tokens: true });
  let home: string | undefined;
  const values: [ServerSettingKey, unknown][] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const key = token.kind === 'option' ? names.get(token.name) : undefined;
    if (token.kind === 'option' && token.name === 'home') home = requiredText(token.name, token.value);
    else if (token.kind === 'option' && key !== undefined)
      values.push([key, valueOf(requiredText(token.name, token.value))]);
    else if (strict) {
      const text = token.kind === 'option' ? token.rawName : token.value;
      const options = [...names.keys(), 'home'].map((name) => `--${name}`).join(', ');
      throw new ConfigError(text, `Unknown argument "${text}"; known are ${options}`);
    }
  }
  return { home, values };
}

function requiredText(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new ConfigError(name, `--${name} needs a value`);
  return value;
}

/** Numbers, booleans and lists are written in JSON's way on a command line too; everything else is text. */
function valueOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'number' || typeof parsed === 'boolean' || Array.isArray(parsed) ? parsed : text;
  } catch {
    return text;
  }
}
