import { openSync, fstatSync, readSync, closeSync } from 'node:fs';
import { release } from 'node:os';
import { z } from 'zod';
import type { Endpoint, ServerStatus } from '../../shared/ipc';
import {
  DEFAULT_SETTINGS,
  isSameSetting,
  SETTING_KEYS,
  type SettingKey,
  type Settings,
} from '../../shared/settings';

/** Lines of the log that a report has, and how far back they are looked for, in bytes. */
const LOG_LINES = 40;
const LOG_BYTES = 64 * 1024;
/** How long the server may take to tell its counters, in ms. */
const PATIENCE = 2000;

export interface ReportParts {
  versions: Record<string, string>;
  status: ServerStatus;
  settings: Settings;
  /** The server's counters; null where it does not run. */
  stats: Record<string, unknown> | null;
  log: string[];
}

/** What must not be in a report, and what stands there instead. */
export interface Redaction {
  /** The user's home folder, which tells their name. */
  userHome: string;
  token: string | null;
}

/**
 * A report for people who look for a fault: versions, settings, counters and the end of the log. It holds no payload,
 * no token, and nothing that names the user.
 */
export function diagnosticsReport(parts: ReportParts, { userHome, token }: Redaction): string {
  const { versions, status, settings, stats, log } = parts;
  const changed = SETTING_KEYS.filter((key) => !isSameSetting(settings[key], DEFAULT_SETTINGS[key]));
  const sections = [
    section('Tooltrail', versions),
    section('Server', { ...status }),
    section(
      'Settings that were changed',
      Object.fromEntries(changed.map((key) => [key, told(settings, key)])),
    ),
    section('Counters', stats ?? { none: 'the server does not run' }),
    ['End of the log', ...log].join('\n'),
  ];
  let report = sections.join('\n\n');
  if (token) report = report.replaceAll(token, '[token]');
  for (const home of spellingsOf(userHome)) report = report.replaceAll(home, '~');
  // Whatever it is for: nothing else has this look.
  return `${report.replace(/\b[0-9a-f]{64}\b/g, '[secret]')}\n`;
}

/** The user's patterns say what their secrets look like, or are one. */
function told(settings: Settings, key: SettingKey): unknown {
  return key === 'redactPatterns' ? `${settings[key].length} of the user’s own` : settings[key];
}

/** A folder as it is, as JSON has it, and as addresses do: those differ for Windows. */
function spellingsOf(folder: string): string[] {
  return [folder, JSON.stringify(folder).slice(1, -1), folder.replaceAll('\\', '/')];
}

/** What this app is made of, and what it runs on. */
export function versionsOf(version: string): Record<string, string> {
  const { electron, chrome, node } = process.versions;
  return {
    version,
    electron: electron ?? '',
    chrome: chrome ?? '',
    node,
    system: `${process.platform} ${release()} ${process.arch}`,
  };
}

/** The server's counters, without its clients; null where it does not answer. */
export async function readStats(endpoint: Endpoint): Promise<Record<string, unknown> | null> {
  if (!endpoint) return null;
  try {
    const response = await fetch(`${endpoint.url}/api/stats`, {
      headers: { authorization: `Bearer ${endpoint.token}` },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { clients: _clients, ...stats } = z.record(z.string(), z.unknown()).parse(await response.json());
    return stats;
  } catch {
    return null;
  }
}

/** The last lines of a log. */
export function lastLines(file: string): string[] {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const buffer = Buffer.alloc(Math.min(size, LOG_BYTES));
      readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8').trimEnd().split('\n').slice(-LOG_LINES);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return [`(it cannot be read: ${(error as Error).message})`];
  }
}

function section(title: string, values: Record<string, unknown>): string {
  const lines = Object.entries(values).map(([key, value]) => `  ${key}: ${textOf(value)}`);
  return [title, ...lines].join('\n');
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
