import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { writePrivateFile } from './private-file';

/** The window's own origin: the only one that a browser may name. */
export const APP_ORIGIN = 'tooltrail-ui://app';

/** The token of this home, made once (32 random bytes as hex) so that clients stay connected over restarts. */
export function loadToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(token)) {
      chmodSync(file, 0o600);
      return token;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const token = randomBytes(32).toString('hex');
  writePrivateFile(file, `${token}\n`);
  return token;
}

/** Decides who may read and whose events are trusted. Comparison takes the same time for every wrong token. */
export class TokenCheck {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = sha256(token);
  }

  matches(candidate: unknown): boolean {
    return typeof candidate === 'string' && timingSafeEqual(sha256(candidate), this.#digest);
  }
}

/** The token a request carries: `Authorization: Bearer …` or `X-Tooltrail-Token`. Null where it carries none. */
export function tokenOf(request: IncomingMessage): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-tooltrail-token'];
  return bearer ?? (typeof header === 'string' ? header : null);
}

/**
 * Why a request may not come in, or null. A page on the web can reach this port from the user's browser: its Origin
 * gives it away, and its Host does where a name of its own was made to point here (DNS rebinding).
 */
export function refusalOf(request: IncomingMessage, port: number): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!hosts.includes(request.headers.host?.toLowerCase() ?? '')) {
    return `Host must be one of ${hosts.join(', ')}`;
  }
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== APP_ORIGIN) return 'Requests from web pages are not allowed';
  return null;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
