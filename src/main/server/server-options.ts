import type { MonitorEvent } from '../../shared/events';
import { DEFAULT_PORT } from '../../shared/limits';
import { CONNECTION_LIMITS, type ConnectionLimits } from './http/limited-server';
import { silentLogger, type Logger } from './logger';

export interface ServerOptions {
  /** 0 takes any free port. */
  port: number;
  token: string;
  version: string;
  bufferEvents: number;
  bufferBytes: number;
  /** Refuse events that come without the token. */
  requireToken: boolean;
  /** Let clients of `/` read without the token. */
  openSockets: boolean;
  /** Where to listen; anything but loopback makes the token needed for everything. */
  host: string;
  /** Events per second that a source may send without the token; 0 for no limit. */
  rateLimit: number;
  /** Take secrets out of payloads, also what the user's own patterns find. */
  redact: boolean;
  redactPatterns: string[];
  limits: ConnectionLimits;
  logger: Logger;
  /** Told of each event, once it is durable and sent. */
  onEvent: (event: MonitorEvent) => void;
  /** Told when the sessions of before the last stop are known. */
  onRestored: () => void;
}

/** What a server is like of which only the token is told. */
export const DEFAULT_OPTIONS: Omit<ServerOptions, 'token'> = {
  port: DEFAULT_PORT,
  version: '0.0.0',
  bufferEvents: 50_000,
  bufferBytes: 16 * 1024 * 1024,
  requireToken: false,
  openSockets: false,
  host: '127.0.0.1',
  rateLimit: 5000,
  redact: true,
  redactPatterns: [],
  limits: CONNECTION_LIMITS,
  logger: silentLogger,
  onEvent: () => undefined,
  onRestored: () => undefined,
};
