import type { IncomingMessage, ServerResponse } from 'node:http';
import { APP_ORIGIN } from '../auth';

/** How long a browser may remember what it was allowed, in seconds. */
const REMEMBERED = '600';

/**
 * Lets the app's own window read answers. Requests of every other origin are refused before this.
 *
 * @returns true where that was all that the request wanted, so that it has been answered
 */
export function allowWindow(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.headers.origin !== APP_ORIGIN) return false;
  response.setHeader('access-control-allow-origin', APP_ORIGIN);
  response.setHeader('vary', 'origin');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': REMEMBERED,
  });
  response.end();
  return true;
}
