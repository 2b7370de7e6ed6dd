import { app, session } from 'electron';
import { APP_ORIGIN } from '../server/auth';

/**
 * What the window's page may ask for: its socket to loopback, which current Chromium guards by these permissions, and
 * copying text.
 */
const GRANTED = new Set([
  'local-network-access',
  'local-network',
  'loopback-network',
  'clipboard-sanitized-write',
]);

/** Denies by default whatever a page could do beyond showing itself: permissions, navigation, windows, webviews. */
export function lockDown(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, decide) => {
    decide(isOwn(contents.getURL()) && GRANTED.has(permission));
  });
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
    return isOwn(origin) && GRANTED.has(permission);
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** True for addresses of the window's own page. `URL.origin` is opaque for custom schemes, so parts are compared. */
export function isOwn(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return `${url.protocol}//${url.host}` === APP_ORIGIN;
}
