import { join } from 'node:path';
import pino from 'pino';
import { RotatingLog } from './rotating-log';

export type Logger = pino.Logger;

/** The newest log; older ones are beside it. */
export const LOG_FILE = 'tooltrail.log';

/**
 * Logs to `logs/tooltrail.log`, and begins a new file when that has grown. Payloads and tokens are never handed to it: messages carry reasons, counts and names
 * of components only.
 */
export function createLogger(logsDir: string, level: string): Logger {
  return pino({ level, base: { pid: process.pid } }, new RotatingLog(join(logsDir, LOG_FILE)));
}

/** Says nothing. */
export const silentLogger: Logger = pino({ level: 'silent' });
