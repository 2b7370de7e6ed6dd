import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openSocket } from '../support/client';
import { connectRaw, sendRaw } from '../support/raw';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

const EVENT = '{"type":"planted"}';
const ORIGINS = [
  'https://evil.example',
  'http://localhost:3000',
  'http://127.0.0.1:8765',
  'null',
  'file://',
  'tooltrail-ui://app.evil.example',
  'tooltrail-ui://app:80',
  'tooltrail-ui://application',
];

function expectNothingGotIn(server: TestServer): void {
  expect(server.core.stats).toMatchObject({ head: 0, connections_total: 0, connected_clients: 0 });
}

const own = (server: TestServer) => `127.0.0.1:${server.core.port}`;
const upgradeLines = (host: string, more: string[] = []) => [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  `Host: ${host}`,
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ...more,
];

/** Asks for an upgrade and returns the first line of the answer. */
async function upgrade(server: TestServer, host: string, more: string[] = []): Promise<string> {
  const connection = await connectRaw(server.core.port!);
  const line = new Promise<string>((resolve) =>
    connection.socket.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\r\n', 1)[0]!)),
  );
  connection.write(`${upgradeLines(host, more).join('\r\n')}\r\n\r\n`);
  return line;
}

describe('a name that was made to point here (DNS rebinding)', () => {
  const HOSTS = [
    'evil.example',
    'evil.example:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.evil.example:PORT',
    'localhost',
    '127.0.0.1',
    'localhost:1',
    '127.0.0.2:PORT',
    '0.0.0.0:PORT',
    '127.1:PORT',
    '2130706433:PORT',
    '[::]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    'localhost:PORT@evil.example',
    'localhost.:PORT',
    '',
  ];

  test.each(HOSTS)('Host %s gets nothing, by any way', async (template) => {
    const server = await startTestServer();
    const host = template.replace('PORT', String(server.core.port));
    const token = `Authorization: Bearer ${TOKEN}`;
    const json = 'Content-Type: application/json';
    const port = server.core.port!;
    for (const path of ['/health', '/api/events', '/metrics', '/socket.io/?EIO=4&transport=polling']) {
      expect(await sendRaw(port, [`GET ${path} HTTP/1.1`, `Host: ${host}`, token])).toMatch(
        /^HTTP\/1.1 403 /,
      );
    }
    const write = ['POST /hooks/codex HTTP/1.1', `Host: ${host}`, json];
    expect(await sendRaw(port, write, '{}')).toMatch(/^HTTP\/1.1 403 /);
    expect(await upgrade(server, host)).toMatch(/ 40[03] /);
    expectNothingGotIn(server);
  });

  test('another Host gets nothing over ::1 either', async () => {
    const server = await startTestServer();
    const connection = await connectRaw(server.core.port!, '::1');
    connection.write('GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(await connection.closed).toMatch(/^HTTP\/1.1 403 /);
    expectNothingGotIn(server);
  });

  test('no Host, or two of them, get nothing', async () => {
    const server = await startTestServer();
    const host = `Host: ${own(server)}`;
    expect(await sendRaw(server.core.port!, ['GET /health HTTP/1.1'])).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(await sendRaw(server.core.port!, ['GET /health HTTP/1.0'])).toMatch(/^HTTP\/1.1 403 /);
    const two = await sendRaw(server.core.port!, ['GET /health HTTP/1.1', 'Host: evil.example', host]);
    expect(two).toMatch(/^HTTP\/1.1 40[03] /);
  });

  test('the spellings of this machine that clients use are let in', async () => {
    const server = await startTestServer();
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const lines = ['GET /health HTTP/1.1', `Host: ${name}:${server.core.port}`];
      expect(await sendRaw(server.core.port!, lines)).toMatch(/^HTTP\/1.1 200 /);
      expect(await upgrade(server, `${name}:${server.core.port}`)).toContain(' 101 ');
    }
  });
});

describe('a page in the user’s browser', () => {
  test.each(ORIGINS)('of origin %s cannot read, write or connect, even with the token', async (origin) => {
    const server = await startTestServer();
    const headers = { origin, authorization: `Bearer ${TOKEN}` };
    for (const path of ['/health', '/api/events', '/api/stats', '/socket.io/?EIO=4&transport=polling']) {
      const response = await fetch(server.url + path, { headers });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).not.toBe(origin);
      expect(response.headers.get('access-control-allow-origin')).not.toBe('*');
    }
    expect((await server.postText('/api/events', EVENT, headers)).status).toBe(403);
    expect(await upgrade(server, own(server), [`Origin: ${origin}`])).toMatch(/ 40[03] /);
    expectNothingGotIn(server);
  });

  test('cannot find out by asking first (preflight)', async () => {
    const server = await startTestServer();
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, authorization',
      'access-control-request-private-network': 'true',
    };
    for (const path of ['/api/events', '/hooks/codex', '/socket.io/']) {
      const response = await fetch(server.url + path, { method: 'OPTIONS', headers });
      expect(response.headers.get('access-control-allow-private-network')).toBeNull();
      expect(['https://evil.example', '*']).not.toContain(
        response.headers.get('access-control-allow-origin'),
      );
    }
  });

  test.each([
    ['text/plain', EVENT],
    ['application/x-www-form-urlencoded', `${encodeURIComponent(EVENT)}=`],
    [
      'multipart/form-data; boundary=x',
      `--x\r\nContent-Disposition: form-data; name="e"\r\n\r\n${EVENT}\r\n--x--\r\n`,
    ],
  ])('cannot write by a form of type %s, with or without an origin', async (type, body) => {
    const server = await startTestServer();
    const asPage = { 'content-type': type, origin: 'https://evil.example' };
    for (const path of ['/api/events', '/hooks/claude-code']) {
      expect((await server.postText(path, body, asPage)).status).toBe(403);
      expect((await server.postText(path, body, { 'content-type': type })).status).toBe(415);
    }
    expectNothingGotIn(server);
  });

  test.each(['cross-site', 'same-site', 'same-origin'])(
    'cannot load an answer as a picture or a script, which has no origin (%s)',
    async (site) => {
      const server = await startTestServer();
      const lines = ['GET /health HTTP/1.1', `Host: ${own(server)}`, `Sec-Fetch-Site: ${site}`];
      expect(await sendRaw(server.core.port!, lines)).toMatch(/^HTTP\/1.1 403 /);
    },
  );

  test('can be told from the user, who may type the address', async () => {
    const server = await startTestServer();
    const lines = ['GET /health HTTP/1.1', `Host: ${own(server)}`, 'Sec-Fetch-Site: none'];
    expect(await sendRaw(server.core.port!, lines)).toMatch(/^HTTP\/1.1 200 /);
  });

  test('cannot connect by a real WebSocket or by polling, though the window can', async () => {
    const server = await startTestServer();
    const socket = new WebSocket(`ws://${own(server)}/socket.io/?EIO=4&transport=websocket`, {
      origin: 'https://evil.example',
    });
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('open', () => resolve('open'));
    });
    socket.on('error', () => undefined);
    socket.terminate();
    expect([400, 403]).toContain(status);
    for (const transport of ['polling', 'websocket']) {
      const page = openSocket(server.url, '/stream', { token: TOKEN });
      page.io.opts.transports = [transport];
      page.io.opts.extraHeaders = { origin: 'https://evil.example' };
      page.disconnect().connect();
      await new Promise((resolve) => page.once('connect_error', resolve));
      expect(page.connected).toBe(false);
      page.disconnect();
    }
    expectNothingGotIn(server);
    const window = openSocket(server.url, '/stream', { token: TOKEN });
    window.io.opts.extraHeaders = { origin: 'tooltrail-ui://app' };
    window.disconnect().connect();
    await new Promise((resolve) => window.once('connect', () => resolve(undefined)));
  });
});
