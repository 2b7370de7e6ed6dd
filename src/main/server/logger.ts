import { join } from 'node:path';
import pino from 'pino';

export type Logger = pino.Logger;

/**
 * Logs to `logs/tooltrail.log`. Payloads and tokens are never handed to it: messages carry reasons, counts and names
 * of components only.
 */
export function createLogger(logsDir: string, level: string): Logger {
  const destination = pino.destination({ dest: join(logsDir, 'tooltrail.log'), sync: true, mode: 0o600 });
  return pino({ level, base: { pid: process.pid } }, destination);
}

/** Says nothing. */
export const silentLogger: Logger = pino({ level: 'silent' });
