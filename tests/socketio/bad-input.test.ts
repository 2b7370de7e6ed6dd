import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { connectPlain, connectStream } from '../support/client';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

interface Answer {
  status: number;
  code?: string;
  message?: string;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  if (text === '') return { status: response.status };
  const { error } = JSON.parse(text) as { error: { code: string; message: string } };
  return { status: response.status, code: error.code, message: error.message };
}

/** The server serves on: it takes the next event and brings it to its clients. */
async function expectAlive(server: TestServer): Promise<void> {
  const stream = await connectStream(server.url);
  await stream.subscribe(server.core.stats.head);
  expect((await server.post('/api/events', { type: 'alive' })).status).toBe(204);
  await stream.waitForCount(1);
  expect(stream.events[0]!.type).toBe('alive');
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

describe('malformed events', { tags: 'critical' }, () => {
  test.each([
    ['no type', '{"invalid":"no type field"}', 400, 'malformed', 'type must be a string'],
    ['a type that is no string', '{"type":5}', 400, 'malformed', 'type must be a string'],
    ['an empty type', '{"type":""}', 400, 'malformed', 'type must be a string'],
    ['what is not JSON', '{"type":', 400, 'malformed', 'not valid JSON'],
    ['an empty body', '', 400, 'malformed', 'not valid JSON'],
    ['a number', '42', 400, 'malformed', 'must be a JSON object'],
    ['null', 'null', 400, 'malformed', 'must be a JSON object'],
    ['text', '"tool_start"', 400, 'malformed', 'must be a JSON object'],
    ['a negative timestamp', '{"type":"x","timestamp":-5}', 400, 'malformed', 'timestamp must be'],
    ['a session that is no name', '{"type":"x","session_id":{}}', 400, 'malformed', 'session_id must be'],
  ])(
    'malformed event with %s is answered clearly and counted',
    async (_what, body, status, code, message) => {
      const server = await startTestServer();
      const answer = await answerOf(await server.postText('/api/events', body));
      expect(answer).toMatchObject({ status, code });
      expect(answer.message).toContain(message);
      expect(server.core.stats.events_dropped.malformed).toBe(1);
      await expectAlive(server);
    },
  );

  test.each(['text', 42, null, [{ hook_event_name: 'Stop' }]])(
    'hook payload %j that is no object is answered clearly',
    async (payload) => {
      const server = await startTestServer();
      const answer = await answerOf(await server.post('/hooks/claude-code', payload));
      expect(answer).toMatchObject({
        status: 400,
        code: 'malformed',
        message: 'An event must be a JSON object',
      });
      await expectAlive(server);
    },
  );

  test('hook payload with every field missing is taken as a hook of no session', async () => {
    const server = await startTestServer();
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    expect((await server.post('/hooks/claude-code', {})).status).toBe(204);
    await stream.waitForCount(1);
    expect(stream.events[0]).toMatchObject({ type: 'hook', session_id: null, source: 'claude-code' });
  });

  test.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
  ])('content type %s is refused', async (type) => {
    const server = await startTestServer();
    const headers = type === undefined ? {} : { 'content-type': type };
    const response = await fetch(`${server.url}/api/events`, {
      method: 'POST',
      headers,
      body: Buffer.from('{"type":"x"}'),
    });
    expect(await answerOf(response)).toMatchObject({ status: 415, code: 'unsupported_type' });
    await expectAlive(server);
  });

  test('content type with a charset is JSON all the same', async () => {
    const server = await startTestServer();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await server.post('/api/events', { type: 'x' }, headers)).status).toBe(204);
  });
});

describe('limits', () => {
  test('body of 3 MB is taken whole, over HTTP and over Socket.IO', async () => {
    const server = await startTestServer();
    const stream = await connectStream(server.url);
    const client = await connectPlain(server.url);
    await stream.subscribe(0);
    const text = 'é'.repeat(1_500_000);
    expect((await server.post('/api/events', { type: 'big', text })).status).toBe(204);
    expect(await client.socket.emitWithAck('event', { type: 'big', text })).toMatchObject({ accepted: 1 });
    await stream.waitForCount(2);
    expect(stream.events.map(({ data }) => data['text'] === text)).toEqual([true, true]);
  });

  test.each([9, 70])('body of %s MB is refused and the answer can be read', async (megabytes) => {
    const server = await startTestServer();
    const answer = await answerOf(
      await server.post('/api/events', { type: 'x', text: 'a'.repeat(megabytes * 1e6) }),
    );
    expect(answer).toMatchObject({ status: 413, code: 'too_large' });
    expect(answer.message).toContain('8388608 bytes');
    expect(server.core.stats.events_dropped.too_large).toBe(1);
    await expectAlive(server);
  });

  test('body of unknown length is refused once it is too large', async () => {
    const server = await startTestServer();
    const chunk = new Uint8Array(1024 * 1024).fill(97);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 12) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit;
    expect((await fetch(`${server.url}/api/events`, request)).status).toBe(413);
    await expectAlive(server);
  });

  test('array of 1,000 events is taken and one of 1,001 refused as a whole', async () => {
    const server = await startTestServer();
    const events = Array.from({ length: 1001 }, () => ({ type: 'test' }));
    const answer = await answerOf(await server.post('/api/events', events));
    expect(answer).toMatchObject({ status: 413, code: 'too_many' });
    expect(answer.message).toContain('At most 1000 events');
    expect(server.core.stats).toMatchObject({ head: 0, events_dropped: { too_many: 1001 } });
    expect((await server.post('/api/events', events.slice(1))).status).toBe(204);
    expect(server.core.stats.head).toBe(1000);
  });

  test('array with one bad event among good ones is taken but for that one', async () => {
    const server = await startTestServer();
    const response = await server.post('/api/events', [{ type: 'a' }, { tool: 'no type' }, { type: 'b' }]);
    expect(response.status).toBe(400);
    const rejected = [{ index: 1, message: 'type must be a string of 1 to 512 characters' }];
    expect(await response.json()).toMatchObject({ accepted: 2, rejected, error: { code: 'malformed' } });
    const { events } = await server.get<{ events: { type: string }[] }>('/api/events');
    expect(events.map(({ type }) => type)).toEqual(['a', 'b']);
  });

  test('array without events is fine', async () => {
    const server = await startTestServer();
    expect((await server.post('/api/events', [])).status).toBe(204);
  });

  test.each(['/api/events', '/hooks/claude-code'])('payload of 64 levels to %s is refused', async (path) => {
    const server = await startTestServer();
    const answer = await answerOf(await server.post(path, { type: 'x', data: nested(63) }));
    expect(answer).toMatchObject({ status: 400, code: 'too_deep' });
    expect(answer.message).toContain('32 levels');
    expect(server.core.stats.events_dropped.too_deep).toBe(1);
    await expectAlive(server);
  });

  test('payload of 32 levels is taken and one of 33 refused', async () => {
    const server = await startTestServer();
    expect((await server.post('/api/events', { type: 'x', data: nested(31) })).status).toBe(204);
    expect((await server.post('/api/events', { type: 'x', data: nested(32) })).status).toBe(400);
  });

  test('payload of a million open brackets does not bring the server down', async () => {
    const server = await startTestServer();
    const brackets = '['.repeat(1_000_000);
    expect((await server.postText('/api/events', `{"type":"x","data":${brackets}`)).status).toBe(400);
    const closed = brackets + ']'.repeat(1_000_000);
    expect((await server.postText('/api/events', `{"type":"x","data":${closed}}`)).status).toBe(400);
    await expectAlive(server);
  });

  test('payload of 64 levels emitted by a client is refused in words', async () => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    const answer: unknown = await client.socket.emitWithAck('event', { type: 'x', data: nested(63) });
    expect(answer).toMatchObject({ error: { code: 'too_deep' } });
  });

  test.each<[string, unknown, string]>([
    ['in a field', { type: 'x', data: { images: ['none', Buffer.alloc(8)] } }, 'data.images.1'],
    ['as the whole', Buffer.alloc(8), 'An event'],
  ])('binary emitted by a client %s is refused by its name', async (_where, payload, field) => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    const answer: unknown = await client.socket.emitWithAck('event', payload);
    const message = `${field} must be JSON, and is binary`;
    expect(answer).toEqual({ error: { code: 'malformed', message } });
    expect(server.core.stats).toMatchObject({ head: 0, events_dropped: { malformed: 1 } });
    await expectAlive(server);
  });

  test('message beyond the size limit costs its sender the connection and nobody else theirs', async () => {
    const server = await startTestServer();
    const sender = await connectPlain(server.url);
    const other = await connectPlain(server.url);
    const gone = new Promise((resolve) => sender.socket.once('disconnect', resolve));
    sender.socket.io.reconnection(false);
    sender.socket.emit('event', { type: 'x', text: 'a'.repeat(9_000_000) });
    await gone;
    expect(other.socket.connected).toBe(true);
    await expectAlive(server);
  });
});

describe('addresses and methods', () => {
  test.each(['/', '/nothing', '/api', '/api/events/', '/hooks', '/hooks/', '/hooks/a/b', '//health'])(
    'unknown route %s is not found',
    async (path) => {
      const server = await startTestServer();
      const answer = await answerOf(await fetch(server.url + path));
      expect(answer).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  test.each(['unknown-agent', '__proto__', 'constructor', 'claude-code%00'])(
    'hook of the unknown agent %s is refused with the known ones',
    async (agent) => {
      const server = await startTestServer();
      const answer = await answerOf(await server.post(`/hooks/${agent}`, {}));
      expect(answer.status).toBe(404);
      expect(answer.message).toContain('claude-code, codex, gemini, opencode, claude-mpm');
    },
  );

  test.each([
    ['DELETE', '/api/events', 'GET, POST'],
    ['PUT', '/api/events', 'GET, POST'],
    ['POST', '/health', 'GET'],
    ['GET', '/hooks/claude-code', 'POST'],
    ['OPTIONS', '/api/events', 'GET, POST'],
  ])('wrong method %s on %s is answered with the right ones', async (method, path, allow) => {
    const server = await startTestServer();
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test.each(['/api/events', '/api/sessions', '/api/stats', '/metrics'])(
    'reading %s needs the token',
    async (path) => {
      const server = await startTestServer();
      for (const authorization of [
        '',
        'Bearer',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(1)}`,
        `Basic ${TOKEN}`,
      ]) {
        const response = await fetch(server.url + path, { headers: { authorization } });
        expect(response.status).toBe(401);
        expect(await response.text()).not.toContain(TOKEN);
      }
      expect((await fetch(`${server.url}${path}?token=${TOKEN}`)).status).toBe(403);
      const ok = await fetch(server.url + path, { headers: { 'x-tooltrail-token': TOKEN } });
      expect(ok.status).toBe(200);
    },
  );

  test('token makes events trusted, its absence does not, and a wrong one is refused', async () => {
    const server = await startTestServer();
    await server.post('/api/events', { type: 'with' }, { authorization: `Bearer ${TOKEN}` });
    await server.post('/api/events', { type: 'without' });
    const wrong = await server.post('/api/events', { type: 'wrong' }, { authorization: 'Bearer nope' });
    expect(wrong.status).toBe(401);
    const { events } = await server.get<{ events: { type: string; trusted: boolean }[] }>('/api/events');
    expect(events.map(({ type, trusted }) => [type, trusted])).toEqual([
      ['with', true],
      ['without', false],
    ]);
  });

  test('token can be required for writing too', async () => {
    const server = await startTestServer({ requireToken: true });
    expect((await server.post('/api/events', { type: 'x' })).status).toBe(401);
    expect((await server.post('/hooks/codex', {})).status).toBe(401);
    expect((await server.post('/hooks/codex', {}, { 'x-tooltrail-token': TOKEN })).status).toBe(204);
  });

  test.each([
    ['limit=0', 'limit must be a whole number from 1 to 1000'],
    ['limit=1001', 'limit must be a whole number from 1 to 1000'],
    ['after=-1', 'after must be a whole number from 0'],
    ['before=x', 'before must be a whole number from 0'],
    ['q=', 'q must be text to look for'],
    ['failed=1', 'failed must be true'],
    ['since=yesterday', 'since must be a whole number of ms since 1970'],
    ['colour=red', 'Unknown parameter "colour"'],
    ['q=why?&colour=red', 'Unknown parameter "colour"'],
    ['__proto__=1', 'Unknown parameter "__proto__"'],
  ])('history asked for with %s is refused by name', async (query, message) => {
    const server = await startTestServer();
    const response = await fetch(`${server.url}/api/events?${query}`, {
      headers: { 'x-tooltrail-token': TOKEN },
    });
    const answer = await answerOf(response);
    expect(answer.status).toBe(400);
    expect(answer.message).toContain(message);
  });
});

describe('hostile page in a browser', () => {
  /** A request with headers that fetch does not let one set. */
  function raw(server: TestServer, lines: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(server.core.port!, '127.0.0.1', () =>
        socket.end(`${lines.join('\r\n')}\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('close', () => resolve(text));
      socket.once('error', reject);
    });
  }

  test.each(['evil.example', 'localhost', '127.0.0.1:1', 'localhost.evil.example:8765', '0.0.0.0'])(
    'Host %s is refused',
    async (host) => {
      const server = await startTestServer();
      expect(await raw(server, ['GET /health HTTP/1.1', `Host: ${host}`, 'Connection: close'])).toContain(
        ' 403 ',
      );
    },
  );

  test.each(['https://evil.example', 'null', 'http://localhost:3000', 'tooltrail-ui://app.evil.example'])(
    'Origin %s may neither write nor connect',
    async (origin) => {
      const server = await startTestServer();
      const host = `Host: 127.0.0.1:${server.core.port}`;
      const posted = await server.post('/api/events', { type: 'x' }, { origin });
      expect(posted.status).toBe(403);
      const polling = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
        headers: { origin },
      });
      expect(polling.status).toBe(403);
      const upgrade = await raw(server, [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        host,
        `Origin: ${origin}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ]);
      expect(upgrade).not.toContain(' 101 ');
      expect(server.core.stats).toMatchObject({ head: 0, connections_total: 0 });
      expect(server.core.stats.events_dropped.forbidden).toBe(3);
    },
  );

  test('Host localhost and [::1] with the port are let in', async () => {
    const server = await startTestServer();
    for (const host of [
      `localhost:${server.core.port}`,
      `[::1]:${server.core.port}`,
      `LOCALHOST:${server.core.port}`,
    ]) {
      expect(await raw(server, ['GET /health HTTP/1.1', `Host: ${host}`, 'Connection: close'])).toContain(
        ' 200 ',
      );
    }
  });
});
