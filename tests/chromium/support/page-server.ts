import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { CONTENT_SECURITY_POLICY } from '../../../src/main/app/content-security-policy';
import { listening } from '../../support/listening';

const RENDERER = join(import.meta.dirname, '../../../out/renderer');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * Serves the built window with the app's own policy. The browser takes the page for one of the public network, as it
 * takes the app's: what it may reach of this machine then goes by the rules of local network access.
 *
 * @returns its origin, and how to end it
 */
export async function servePage(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const type = TYPES[extname(path)];
    if (!type) {
      // A browser asks for an icon, which the app's window has of its own.
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': `${CONTENT_SECURITY_POLICY}; treat-as-public-address`,
      'x-content-type-options': 'nosniff',
    });
    response.end(readFileSync(join(RENDERER, path)));
  });
  return {
    origin: `http://127.0.0.1:${await listening(server)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
