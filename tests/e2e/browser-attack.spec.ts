import { createServer } from 'node:http';
import { listening } from '../support/listening';
import { expect, test } from './support/shared-app';

/** What a page tells about its attempts: the kind of attempt → what it got. */
type Report = Record<string, string>;

/**
 * The page that a stranger would lure the user to. It tries every way that a browser has of reaching a port of this
 * machine, then puts its report into its title.
 */
function attack(port: number, token: string): string {
  const steps = async (port: number, token: string) => {
    const report: Report = {};
    const base = `http://127.0.0.1:${port}`;
    const event = '{"type":"planted","session_id":"planted"}';
    const attempt = async (name: string, action: () => Promise<unknown>) => {
      report[name] = await action().then(
        (result) => String(result),
        () => 'failed',
      );
    };
    const read = (path: string, init?: RequestInit) =>
      fetch(base + path, init).then(async (response) => `read ${response.status} ${await response.text()}`);
    const blind = (init: RequestInit, path = '/api/events') =>
      fetch(base + path, { method: 'POST', mode: 'no-cors', ...init }).then(() => 'sent');

    await attempt('read health', () => read('/health'));
    await attempt('read with the token', () =>
      read('/api/events', { headers: { authorization: `Bearer ${token}` } }),
    );
    await attempt('read with the token in the address', () => read(`/api/events?token=${token}`));
    await attempt('write JSON', () =>
      read('/api/events', { method: 'POST', headers: { 'content-type': 'application/json' }, body: event }),
    );
    await attempt('write text', () => blind({ body: event }));
    await attempt('write a form', () => blind({ body: new URLSearchParams({ event }) }));
    await attempt('write parts', () => {
      const form = new FormData();
      form.append('event', event);
      return blind({ body: form }, '/hooks/claude-code');
    });
    await attempt('write a typed blob', () =>
      blind({ body: new Blob([event], { type: 'application/json' }) }),
    );
    await attempt('beacon', () => Promise.resolve(navigator.sendBeacon(`${base}/api/events`, event)));
    await attempt('poll', () => read('/socket.io/?EIO=4&transport=polling'));
    const socket = (path: string) =>
      new Promise((resolve, reject) => {
        const webSocket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
        webSocket.onopen = () => resolve('open');
        webSocket.onerror = reject;
      });
    await attempt('WebSocket', () => socket('/socket.io/?EIO=4&transport=websocket'));
    await attempt('WebSocket with the token', () =>
      socket(`/socket.io/?EIO=4&transport=websocket&token=${token}`),
    );
    const element = (tag: 'img' | 'script' | 'iframe', address: string) =>
      new Promise((resolve) => {
        const node = document.createElement(tag);
        node.onload = () => resolve(tag === 'iframe' ? 'framed' : 'loaded');
        node.onerror = () => resolve('failed');
        node.src = base + address;
        document.body.append(node);
      });
    await attempt('picture', () => element('img', '/health'));
    await attempt('script', () => element('script', '/health'));
    await attempt('frame', () => element('iframe', '/health'));
    await attempt('submitted form', () => {
      const frame = document.createElement('iframe');
      frame.name = 'sink';
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = 'text/plain';
      form.target = 'sink';
      form.action = `${base}/api/events`;
      const input = document.createElement('input');
      input.name = '{"type":"planted","x":"';
      input.value = '"}';
      form.append(input);
      document.body.append(frame, form);
      return new Promise((resolve) => {
        frame.onload = () => resolve('submitted');
        form.submit();
      });
    });
    document.title = JSON.stringify(report);
  };
  return `<!doctype html><body><script>(${steps.toString()})(${port}, ${JSON.stringify(token)})</script>`;
}

/** Serves the page under an origin of its own and opens it in a browser window that has nothing to do with the app. */
test('a page of another origin neither reads, writes nor connects', async ({ app, main }) => {
  const { port, token } = app.server;
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(attack(port, token));
  });
  const address = `http://127.0.0.1:${await listening(site)}/`;

  const title = await app.electron.evaluate(async ({ BrowserWindow }, url) => {
    const browser = new BrowserWindow({
      show: false,
      webPreferences: { partition: 'stranger', sandbox: true },
    });
    const told = new Promise<string>((resolve) => {
      browser.on('page-title-updated', (_event, text) => text.startsWith('{') && resolve(text));
    });
    await browser.loadURL(url);
    const text = await told;
    browser.destroy();
    return text;
  }, address);
  site.close();

  const report = JSON.parse(title) as Report;
  expect(report).toMatchObject({
    'read health': 'failed',
    'read with the token': 'failed',
    'read with the token in the address': 'failed',
    'write JSON': 'failed',
    poll: 'failed',
    WebSocket: 'failed',
    'WebSocket with the token': 'failed',
    picture: 'failed',
    script: 'failed',
  });

  // Nothing of it arrived, and the window goes on: the next event is the first one.
  expect(await app.post('/api/events', { type: 'tool_start', tool: 'First', session_id: 's' })).toBe(204);
  await expect(main.calls).toHaveAttribute('data-tool', 'First');
  await expect(main.sessions).toHaveCount(1);
  const stats = await app.read<{ events_dropped: { forbidden: number } }>('/api/stats');
  expect(stats).toMatchObject({ head: 1, connected_clients: 1 });
  expect(stats.events_dropped.forbidden).toBeGreaterThan(10);
});
