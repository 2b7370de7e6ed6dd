import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CONNECTION_LIMITS } from '../../src/main/server/http/limited-server';
import { connectStream, openSocket, WAIT } from '../support/client';
import { connectRaw, sendRaw } from '../support/raw';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

const withToken = { authorization: `Bearer ${TOKEN}` };
const statusOf = async (answer: Promise<Response>) => (await answer).status;

async function expectAlive(server: TestServer): Promise<void> {
  const stream = await connectStream(server.url);
  await stream.subscribe(server.core.stats.head);
  expect(await statusOf(server.post('/api/events', { type: 'alive' }, withToken))).toBe(204);
  await stream.waitForCount(1);
}

describe('rate limit', () => {
  test('a source beyond its minute of events is refused with when to come back, and counted', async () => {
    const server = await startTestServer({ rateLimit: 1 });
    const batch = Array.from({ length: 60 }, () => ({ type: 'flood' }));
    expect(await statusOf(server.post('/api/events', batch))).toBe(204);
    const refused = await server.post('/api/events', { type: 'flood' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } });
    expect(server.core.stats).toMatchObject({ head: 60, events_dropped: { rate_limited: 1 } });
  });

  test('others are not held up: another agent, the holder of the token, readers and clients', async () => {
    const server = await startTestServer({ rateLimit: 1 });
    await server.post(
      '/api/events',
      Array.from({ length: 200 }, () => ({ type: 'flood' })),
    );
    expect(await statusOf(server.post('/api/events', { type: 'flood' }))).toBe(429);
    expect(await statusOf(server.post('/api/events?a=1', { type: 'flood' }))).toBe(429);
    expect(await statusOf(server.post('/hooks/codex', {}))).toBe(204);
    expect(await statusOf(server.post('/api/events', { type: 'x' }, withToken))).toBe(204);
    expect(await statusOf(fetch(`${server.url}/health`))).toBe(200);
    await expectAlive(server);
  });

  test('a refused source is let in again after a while', async () => {
    const server = await startTestServer({ rateLimit: 20 });
    await server.post(
      '/api/events',
      Array.from({ length: 1000 }, () => ({ type: 'x' })),
    );
    await server.post(
      '/api/events',
      Array.from({ length: 260 }, () => ({ type: 'x' })),
    );
    expect(await statusOf(server.post('/api/events', { type: 'x' }))).toBe(429);
    await vi.waitFor(
      async () => expect(await statusOf(server.post('/api/events', { type: 'back' }))).toBe(204),
      WAIT,
    );
  });

  test('bursts of thousands of hooks never meet the usual limit', async () => {
    const server = await startTestServer();
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 1000 }, () => ({ type: 'x' }));
      expect(await statusOf(server.post('/api/events', batch))).toBe(204);
    }
    expect(server.core.stats.events_dropped.rate_limited).toBe(0);
  });

  test('0 is no limit', async () => {
    const server = await startTestServer({ rateLimit: 0 });
    for (let round = 0; round < 100; round++) {
      expect(await statusOf(server.post('/hooks/codex', {}))).toBe(204);
    }
  });
});

/** What a client of Socket.IO does, by hand: opens a WebSocket and asks for `/stream` with the token. */
async function joinByHand(server: TestServer): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('0')) socket.send(`40/stream,${JSON.stringify({ token: TOKEN })}`);
      if (text === '2') socket.send('3');
      if (text.startsWith('40/stream,')) resolve(undefined);
    });
  });
  return socket;
}

describe('many connections', () => {
  test(
    '1,000 clients at once are served, and those beyond the limit are refused',
    { timeout: 60_000, tags: 'stress' },
    async () => {
      const server = await startTestServer({ limits: { ...CONNECTION_LIMITS, clients: 1001 } });
      const sockets: WebSocket[] = [];
      while (sockets.length < 1000) {
        sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => joinByHand(server)))));
      }
      expect(server.core.stats.connected_clients).toBe(1000);
      await expectAlive(server);
      const beyond = openSocket(server.url, '/stream', { token: TOKEN });
      await new Promise((resolve) => beyond.once('connect_error', resolve));
      expect(sockets.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
      expect(await statusOf(fetch(`${server.url}/health`))).toBe(200);

      for (const socket of sockets) socket.terminate();
      await new Promise((resolve) => beyond.once('connect', () => resolve(undefined)));
    },
  );

  test(
    '1,000 connections that say nothing keep nobody out',
    { timeout: 60_000, tags: 'stress' },
    async () => {
      const server = await startTestServer();
      const idle = await Promise.all(Array.from({ length: 1000 }, () => connectRaw(server.core.port!)));
      await expectAlive(server);
      expect(idle.some(({ socket }) => socket.destroyed)).toBe(false);
    },
  );

  test('connections beyond the limit are closed, and there is room again when others go', async () => {
    const server = await startTestServer({ limits: { ...CONNECTION_LIMITS, connections: 10 } });
    const held = await Promise.all(Array.from({ length: 10 }, () => connectRaw(server.core.port!)));
    const beyond = connect(server.core.port!, '127.0.0.1');
    beyond.on('error', () => undefined);
    await once(beyond, 'close');
    for (const { socket } of held) socket.destroy();
    // Not by fetch, whose client can wait for ever on a connection that is closed as it is made.
    const health = () =>
      sendRaw(server.core.port!, ['GET /health HTTP/1.1', `Host: 127.0.0.1:${server.core.port}`]);
    await expect.poll(health, WAIT).toMatch(/^HTTP\/1.1 200 /);
  });

  test('clients that connect and never show a token are sent away', async () => {
    const server = await startTestServer({ limits: { ...CONNECTION_LIMITS, authTimeout: 50 } });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await once(socket, 'close');
    expect(server.core.stats.connections_total).toBe(0);
  });
});

describe('slow requests (slowloris)', () => {
  const SLOW = { ...CONNECTION_LIMITS, headersTimeout: 1000, requestTimeout: 2000, checkInterval: 50 };
  const host = (server: TestServer) => `Host: 127.0.0.1:${server.core.port}\r\n`;

  test.each([
    ['says nothing', () => ''],
    ['never ends its headers', (server: TestServer) => `POST /api/events HTTP/1.1\r\n${host(server)}X-A: `],
    [
      'never ends its body',
      (server: TestServer) =>
        `POST /hooks/codex HTTP/1.1\r\n${host(server)}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{`,
    ],
    [
      'never ends its chunks',
      (server: TestServer) =>
        `POST /hooks/codex HTTP/1.1\r\n${host(server)}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{`,
    ],
  ])('a client that %s is closed, also when it trickles on', async (_what, beginning) => {
    const server = await startTestServer({ limits: SLOW });
    const slow = await Promise.all(Array.from({ length: 20 }, () => connectRaw(server.core.port!)));
    const text = beginning(server);
    for (const connection of slow) connection.write(text);
    const trickle = setInterval(() => {
      for (const { socket } of text === '' ? [] : slow) if (socket.writable) socket.write('a');
    }, 20);
    onTestFinished(() => clearInterval(trickle));
    const quick = fetch(`${server.url}/health`);
    expect((await quick).status).toBe(200);
    await Promise.all(slow.map(({ closed }) => closed));
    expect(server.core.stats.head).toBe(0);
    await expectAlive(server);
  });
});

describe('too much at once', () => {
  test('headers beyond the limit of Node are refused', async () => {
    const server = await startTestServer();
    const headers = { 'x-large': 'a'.repeat(100_000) };
    expect(await statusOf(fetch(`${server.url}/health`, { headers }))).toBe(431);
    await expectAlive(server);
  });

  test('a body that grows without end is cut off', async () => {
    const server = await startTestServer();
    const connection = await connectRaw(server.core.port!);
    connection.write(
      `POST /api/events HTTP/1.1\r\nHost: 127.0.0.1:${server.core.port}\r\n` +
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `100000\r\n${'a'.repeat(0x100000)}\r\n`;
    const pump = () => {
      while (connection.socket.writable && connection.socket.write(chunk));
    };
    connection.socket.on('drain', pump);
    pump();
    await connection.closed;
    await expectAlive(server);
  });
});

describe('names that reach beyond an object (prototype pollution)', () => {
  test('in a payload are data like any other', async () => {
    const server = await startTestServer();
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    const text =
      '{"type":"x","__proto__":{"polluted":1,"trusted":true},"constructor":{"prototype":{"polluted":1}},' +
      '"session_id":"__proto__","tool":"constructor","data":{"__proto__":{"polluted":1}}}';
    expect(await statusOf(server.postText('/api/events', text))).toBe(204);
    expect(await statusOf(server.postText('/hooks/claude-code', text))).toBe(204);
    expect(await statusOf(server.postText('/api/events', `[${text},${text}]`))).toBe(204);
    await stream.waitForCount(4);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const { data, trusted } of stream.events) {
      expect(Object.keys(data)).toEqual(Object.keys(JSON.parse(text) as object));
      expect(trusted).toBe(false);
    }
    const { sessions } = await server.get<{ sessions: { session_id: string }[] }>('/api/sessions');
    expect(sessions.map(({ session_id }) => session_id)).toContain('__proto__');
  });

  test('in what a client asks of /stream change nothing', async () => {
    const server = await startTestServer();
    const stream = await connectStream(server.url);
    const request = JSON.parse('{"after":0,"epoch":null,"__proto__":{"tail":1}}') as object;
    const answer: unknown = await stream.socket.emitWithAck('subscribe', request);
    expect(answer).toMatchObject({ from: 1 });
    expect(({} as Record<string, unknown>)['tail']).toBeUndefined();
  });
});

describe('paths that lead elsewhere (traversal)', () => {
  test.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/hooks/../api/events',
    '/hooks/..%2f..%2ftoken',
    '/hooks/%2e%2e%2fserver.json',
    '/hooks/claude-code/../../token',
    '/hooks/claude-code%00.json',
    '/hooks/..\\..\\token',
    '//etc/passwd',
    '/token',
    '/server.json',
    '/journal.db',
    '/api/events/../stats',
    'http://evil.example/api/events',
    '*',
  ])('%s leads nowhere', async (path) => {
    const server = await startTestServer();
    for (const method of ['GET', 'POST']) {
      const connection = await connectRaw(server.core.port!);
      connection.write(
        `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.core.port}\r\nAuthorization: Bearer ${TOKEN}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
      );
      expect(await connection.closed).toMatch(/^HTTP\/1.1 4\d\d /);
    }
    expect(server.core.stats.head).toBe(0);
  });
});
