import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import {
  SETTING_KEYS,
  settingFault,
  settingKeySchema,
  settingsChangeSchema,
  type SettingsChange,
} from '../../shared/settings';
import { ConfigError } from './config-error';
import { writePrivateFile } from './private-file';

type Content = Record<string, unknown>;

/** Leads from each version of the file to the next one. Files without a version are of version 0. */
const MIGRATIONS: ((content: Content) => Content)[] = [
  // The names were the same before files told their version.
  (content) => content,
];
const VERSION = MIGRATIONS.length;

/**
 * The settings kept in `file`, without the defaults: those may become better ones. None where it is missing.
 *
 * @throws ConfigError when it cannot be read, is of a newer Tooltrail, or holds what is not allowed
 */
export function readSettings(file: string): SettingsChange {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError('settings.json', `Cannot read ${file}: ${(error as Error).message}`);
  }
  const content = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (!content.success) throw new ConfigError('settings.json', `${file} must hold one JSON object`);
  const settings = migrate(content.data, file);
  for (const [key, value] of Object.entries(settings)) checkSetting(key, value, file);
  return settingsChangeSchema.parse(settings);
}

/** Keeps settings atomically, in a file that only its owner can read. */
export function writeSettings(file: string, settings: SettingsChange): void {
  writePrivateFile(file, `${JSON.stringify({ version: VERSION, ...settings }, null, 2)}\n`);
}

/** Moves a file that cannot be used out of the way, and tells its new name. */
export function setSettingsAside(file: string): string {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const aside = `${file}.unusable-${date}`;
  renameSync(file, aside);
  return aside;
}

/** @throws ConfigError that names the key, what is allowed, and where the value came from */
export function checkSetting(key: string, value: unknown, origin: string): void {
  const known = settingKeySchema.safeParse(key);
  if (!known.success) {
    const message = `Unknown setting "${key}" in ${origin}; known are ${SETTING_KEYS.join(', ')}`;
    throw new ConfigError(key, message);
  }
  const fault = settingFault(known.data, value);
  if (fault) throw new ConfigError(key, `${key} ${fault}, not ${JSON.stringify(value)} (from ${origin})`);
}

function migrate({ version = 0, ...content }: Content, file: string): Content {
  const from = z.int().nonnegative().safeParse(version);
  if (!from.success) {
    throw new ConfigError(
      'version',
      `version must be a whole number, not ${JSON.stringify(version)} (from ${file})`,
    );
  }
  if (from.data > VERSION) {
    throw new ConfigError(
      'version',
      `${file} is of a newer Tooltrail (version ${from.data}, known is ${VERSION})`,
    );
  }
  return MIGRATIONS.slice(from.data).reduce((older, step) => step(older), content);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
