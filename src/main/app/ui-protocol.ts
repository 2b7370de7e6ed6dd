import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { app, net, protocol } from 'electron';
import { APP_ORIGIN } from '../server/auth';
import { CONTENT_SECURITY_POLICY } from './content-security-policy';

const { protocol: SCHEME, host: HOST } = new URL(APP_ORIGIN);

const CONTENT_TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
]);

/** The address of the window's page. */
export const PAGE_URL = `${APP_ORIGIN}/index.html`;

/**
 * Makes the window's scheme a secure one with an origin of its own, whose scripts are compiled once and not at each start.
 * To be called before the app is ready.
 */
export function registerUiScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME.slice(0, -1), privileges }]);
}

/** Serves the window's files from `root` under its scheme: files of a few known kinds, nothing above `root`. */
export function serveUi(root: string): void {
  const { ELECTRON_RENDERER_URL: devServer } = process.env;
  if (!app.isPackaged && devServer) {
    serveFrom(devServer);
    return;
  }
  protocol.handle(SCHEME.slice(0, -1), async (request) => {
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.host !== HOST) return notFound();
    try {
      const file = normalize(join(root, decodeURIComponent(url.pathname)));
      const type = CONTENT_TYPES.get(extname(file));
      if (!type || !file.startsWith(root + sep)) return notFound();
      const headers = {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      };
      return new Response(new Uint8Array(await readFile(file)), { headers });
    } catch {
      return notFound();
    }
  });
}

/** While developing, the same addresses lead to the server that rebuilds at each change. */
function serveFrom(devServer: string): void {
  protocol.handle(SCHEME.slice(0, -1), (request) => {
    const { pathname, search } = new URL(request.url);
    return net.fetch(new URL(pathname + search, devServer).href);
  });
}

const notFound = () => new Response('Not found', { status: 404 });
