import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEFAULT_PORT, LIMITS } from '../../shared/limits';
import { hostProblem } from './addresses';
import { homePaths, resolveHome, type HomePaths } from './home';
import { patternProblem } from './redaction/own-patterns';

const MIB = 1024 * 1024;

/** Everything a user can set, with its default. The description says what is allowed, for error messages. */
const configSchema = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(DEFAULT_PORT)
    .describe('a whole number from 0 to 65535 (0: any free port)'),
  bufferEvents: z.int().min(1).max(1_000_000).default(50_000).describe('a whole number from 1 to 1000000'),
  bufferBytes: z
    .int()
    .min(LIMITS.bodyBytes)
    .max(1024 * MIB)
    .default(16 * MIB)
    .describe(`a whole number of bytes from ${LIMITS.bodyBytes} to ${1024 * MIB}`),
  retentionDays: z.int().min(1).max(3650).default(30).describe('a whole number of days from 1 to 3650'),
  retentionBytes: z
    .int()
    .min(16 * MIB)
    .default(1024 * MIB)
    .describe(`a whole number of bytes from ${16 * MIB}`),
  retentionEvents: z.int().min(1000).default(100_000_000).describe('a whole number from 1000'),
  host: z.string().default('127.0.0.1').describe('text: 127.0.0.1, or with outsideAccess another address'),
  outsideAccess: z.boolean().default(false).describe('true or false'),
  rateLimit: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(5000)
    .describe('a whole number from 0 (no limit) to 1000000'),
  redact: z.boolean().default(true).describe('true or false'),
  redactPatterns: z
    .array(z.string().min(1).max(500))
    .max(50)
    .default([])
    .describe('a list of up to 50 regular expressions of up to 500 characters each'),
  requireToken: z.boolean().default(false).describe('true or false'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('one of debug, info, warn, error'),
});
type Settings = z.infer<typeof configSchema>;
type ConfigKey = keyof Settings;

export interface Config extends Settings {
  home: HomePaths;
}

/** A setting that cannot be used. The message names the key, what is allowed and where the value came from. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message);
  }
}

interface Layer {
  origin: (key: string) => string;
  values: Record<string, unknown>;
}

const KEYS = Object.keys(configSchema.shape) as ConfigKey[];
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
  const given = readArguments(args, options.strictArgs);
  const home = homePaths(resolveHome(given.home, env));
  const layers: Layer[] = [
    { origin: () => home.settingsFile, values: readSettings(home.settingsFile) },
    { origin: variableOf, values: readVariables(env) },
    { origin: (key) => `--${kebab(key)}`, values: given.values },
  ];
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer.values)) {
      checkValue(key, value, layer.origin(key));
      merged[key] = value;
    }
  }
  const settings = configSchema.parse(merged);
  checkMeaning(settings);
  return { ...settings, home };
}

/** What the form of a value does not tell. */
function checkMeaning({ host, outsideAccess, redactPatterns }: Settings): void {
  const problem = hostProblem(host, outsideAccess);
  if (problem !== null) throw new ConfigError('host', `host ${JSON.stringify(host)} ${problem}`);
  for (const pattern of redactPatterns) {
    const wrong = patternProblem(pattern);
    if (wrong === null) continue;
    throw new ConfigError(
      'redactPatterns',
      `redactPatterns: ${JSON.stringify(pattern)} cannot be used: ${wrong}`,
    );
  }
}

function checkValue(key: string, value: unknown, origin: string): void {
  if (!Object.hasOwn(configSchema.shape, key)) {
    throw new ConfigError(key, `Unknown setting "${key}" in ${origin}; known are ${KEYS.join(', ')}`);
  }
  const schema = configSchema.shape[key as ConfigKey];
  if (!schema.safeParse(value).success) {
    throw new ConfigError(
      key,
      `${key} must be ${schema.description}, not ${JSON.stringify(value)} (from ${origin})`,
    );
  }
}

function readSettings(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError('settings.json', `Cannot read ${file}: ${(error as Error).message}`);
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (!parsed.success) throw new ConfigError('settings.json', `${file} must hold one JSON object`);
  return parsed.data;
}

function readVariables(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const key of KEYS) {
    const text = env[variableOf(key)];
    if (text !== undefined && text !== '') values[key] = valueOf(text);
  }
  return values;
}

function readArguments(
  args: string[],
  strict: boolean,
): { home: string | undefined; values: Record<string, unknown> } {
  const names = new Map<string, string>(KEYS.map((key) => [kebab(key), key]));
  const known = Object.fromEntries(
    [...names.keys(), 'home'].map((name) => [name, { type: 'string' as const }]),
  );
  const { tokens } = parseArgs({ args, options: known, strict: false, tokens: true });
  let home: string | undefined;
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const key = token.kind === 'option' ? names.get(token.name) : undefined;
    if (token.kind === 'option' && token.name === 'home') home = requiredText(token.name, token.value);
    else if (token.kind === 'option' && key !== undefined)
      values[key] = valueOf(requiredText(token.name, token.value));
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
  const parsed = parseJson(text);
  return typeof parsed === 'number' || typeof parsed === 'boolean' || Array.isArray(parsed) ? parsed : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
