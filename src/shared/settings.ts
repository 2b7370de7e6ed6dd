import { z } from 'zod';
import { DEFAULT_PORT, LIMITS } from './limits';

const MIB = 1024 * 1024;
const flag = z.boolean().describe('true or false');
const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values).describe(`one of ${values.join(', ')}`);

/** What the server goes by. The description says what is allowed, for error messages. */
export const serverSettings = {
  port: z.int().min(0).max(65_535).describe('a whole number from 0 to 65535 (0: any free port)'),
  bufferEvents: z.int().min(1).max(1_000_000).describe('a whole number from 1 to 1000000'),
  bufferBytes: z
    .int()
    .min(LIMITS.bodyBytes)
    .max(1024 * MIB)
    .describe(`a whole number of bytes from ${LIMITS.bodyBytes} to ${1024 * MIB}`),
  retentionDays: z.int().min(1).max(3650).describe('a whole number of days from 1 to 3650'),
  retentionBytes: z
    .int()
    .min(16 * MIB)
    .describe(`a whole number of bytes from ${16 * MIB}`),
  retentionEvents: z.int().min(1000).describe('a whole number from 1000'),
  host: z.string().max(100).describe('text: 127.0.0.1, or with outsideAccess another address'),
  outsideAccess: flag,
  rateLimit: z.int().min(0).max(1_000_000).describe('a whole number from 0 (no limit) to 1000000'),
  redact: flag,
  redactPatterns: z
    .array(z.string().min(1).max(500))
    .max(50)
    .describe('a list of up to 50 regular expressions of up to 500 characters each'),
  requireToken: flag,
  logLevel: oneOf('debug', 'info', 'warn', 'error'),
};

/** What window, tray and notifications go by. */
const appSettings = {
  theme: oneOf('system', 'dark', 'light'),
  /** With `{file}` and `{line}` in it; empty: the system's own choice. */
  editorCommand: z.string().max(500).describe('a command of 500 characters at most'),
  startAtLogin: flag,
  /** At login only: whoever opens the app by hand wants to see it. */
  startHidden: flag,
  whenClosed: oneOf('hide', 'quit'),
  notifyWaiting: flag,
  notifyFailure: flag,
  notifyLongTurn: flag,
  longTurnMinutes: z.int().min(1).max(600).describe('a whole number of minutes from 1 to 600'),
  checkForUpdates: flag,
};

/** Everything that a user can set. */
export const settingsSchema = z.strictObject({ ...serverSettings, ...appSettings });
export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;
export type ServerSettingKey = keyof typeof serverSettings;

export const SETTING_KEYS = Object.keys(settingsSchema.shape) as SettingKey[];
export const settingKeySchema = z.enum(SETTING_KEYS);
/** Some settings with their values. */
export const settingsChangeSchema = settingsSchema.partial().transform(withoutUndefined);
export type SettingsChange = Partial<Settings>;

export const DEFAULT_SETTINGS: Settings = {
  port: DEFAULT_PORT,
  bufferEvents: 50_000,
  bufferBytes: 16 * MIB,
  retentionDays: 30,
  retentionBytes: 1024 * MIB,
  retentionEvents: 100_000_000,
  host: '127.0.0.1',
  outsideAccess: false,
  rateLimit: 5000,
  redact: true,
  redactPatterns: [],
  requireToken: false,
  logLevel: 'info',
  theme: 'system',
  editorCommand: '',
  startAtLogin: false,
  startHidden: true,
  whenClosed: 'hide',
  notifyWaiting: true,
  notifyFailure: true,
  notifyLongTurn: true,
  longTurnMinutes: 5,
  checkForUpdates: true,
};

/** The settings as they count now, and those that the settings page cannot change. */
export interface SettingsState {
  values: Settings;
  /** What a variable or an argument decides, by the name of that. */
  given: Partial<Record<SettingKey, string>>;
}

/** Whether two values of a setting are the same; lists are, when what they hold is. */
export function isSameSetting(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What a value must be that is not allowed; null for one that is. */
export function settingFault(key: SettingKey, value: unknown): string | null {
  const schema = settingsSchema.shape[key];
  return schema.safeParse(value).success ? null : `must be ${schema.description}`;
}

function withoutUndefined(change: Record<string, unknown>): SettingsChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
