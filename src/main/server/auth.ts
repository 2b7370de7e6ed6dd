import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { queryOf } from './http/path';

/** The window's own origin: the only one that a browser may name. */
export const APP_ORIGIN = 'tooltrail-ui://app';

/**
 * Decides who may read and whose events are trusted. Comparison takes the same time for every wrong token of the right
 * length, and how long tokens are is no secret.
 */
export class TokenCheck {
  #token: Buffer;

  constructor(token: string) {
    this.#token = Buffer.from(token);
  }

  /** From now on `token` is the right one, and the former is wrong. */
  replace(token: string): void {
    this.#token = Buffer.from(token);
  }

  matches(candidate: unknown): boolean {
    if (typeof candidate !== 'string') return false;
    const given = Buffer.from(candidate);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

/** The token a request carries: `Authorization: Bearer …` or `X-Tooltrail-Token`. Null where it carries none. */
export function tokenOf(request: IncomingMessage): string | null {
  const { authorization, 'x-tooltrail-token': header } = request.headers;
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearer ?? (typeof header === 'string' ? header : null);
}

/**
 * Why a request may not come in, or null. A page on the web can reach this port from the user's browser: its Origin
 * gives it away, what browsers tell of requests that have none (`Sec-Fetch-Site`), and its Host where a name of its own
 * was made to point here (DNS rebinding).
 */
export function refusalOf(request: IncomingMessage, port: number, token: TokenCheck): string | null {
  const named = request.headers.host?.toLowerCase() ?? '';
  if (!isLoopbackHost(named, port) && named !== ownHost(request, port))
    return `Host must be one of ${LOOPBACK_NAMES.map((name) => `${name}:${port}`).join(', ')}`;
  if (isFromPage(request.headers)) return 'Requests from web pages are not allowed';
  if (holdsToken(request, token))
    return 'The token goes into a header (or auth), never into an address: addresses are kept in histories and logs';
  return null;
}

function isFromPage({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined) return origin !== APP_ORIGIN;
  return site !== undefined && site !== 'none';
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

function isLoopbackHost(host: string, port: number): boolean {
  const colon = host.lastIndexOf(':');
  return host.slice(colon + 1) === String(port) && LOOPBACK_NAMES.includes(host.slice(0, colon));
}

/** The address that a request came to, as it would be named: others than loopback only with access from outside. */
function ownHost({ socket }: IncomingMessage, port: number): string {
  // A connection that is gone has none, and nobody who gets the answer.
  const address = String(socket.localAddress).replace(/^::ffff:/, '');
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function holdsToken(request: IncomingMessage, token: TokenCheck): boolean {
  const parameters = [...new URLSearchParams(queryOf(request))];
  return parameters.some(([name, value]) => /token$|^auth/i.test(name) || token.matches(value));
}
