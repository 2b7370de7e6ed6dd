import { once } from 'node:events';
import timers from 'node:timers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

const AUTH = JSON.stringify({ token: TOKEN });
const HEAD = { connectionId: /^0\{/, pingInterval: 25_000, pingTimeout: 20_000 };

/** A WebSocket whose frames are taken one by one, in the order in which they come. */
class Wire {
  readonly #frames: string[] = [];
  #wake: () => void = () => undefined;
  readonly closed: Promise<unknown>;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#frames.push(data.toString());
      this.#wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    onTestFinished(() => socket.terminate());
  }

  static async open(server: TestServer, query = 'EIO=4&transport=websocket'): Promise<Wire> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?${query}`);
    const wire = new Wire(socket);
    await once(socket, 'open');
    return wire;
  }

  /** Opened, and joined to a namespace. */
  static async joined(server: TestServer, namespace = ''): Promise<Wire> {
    const wire = await Wire.open(server);
    await wire.next();
    wire.send(`40${namespace}${AUTH}`);
    expect(await wire.next()).toMatch(new RegExp(`^40${namespace}\\{"sid":"[^"]+"\\}$`));
    return wire;
  }

  send(frame: string): void {
    this.socket.send(frame);
  }

  async next(): Promise<string> {
    while (this.#frames.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#frames.shift()!;
  }
}

/** Opens a session over polling; returns its id. */
async function session(server: TestServer): Promise<string> {
  const text = await (await polling(server, 'EIO=4&transport=polling')).text();
  return (JSON.parse(text.slice(1)) as { sid: string }).sid;
}

const polling = (server: TestServer, query: string, init?: RequestInit) =>
  fetch(`${server.url}/socket.io/?${query}`, init);

describe('Engine.IO 4 handshake', () => {
  test.each(['websocket', 'polling'])('over %s tells id, upgrades and times', async (transport) => {
    const server = await startTestServer();
    const open =
      transport === 'websocket'
        ? await (await Wire.open(server)).next()
        : await (await polling(server, 'EIO=4&transport=polling')).text();
    expect(open).toMatch(HEAD.connectionId);
    expect(JSON.parse(open.slice(1))).toEqual({
      sid: expect.any(String) as string,
      upgrades: transport === 'polling' ? ['websocket'] : [],
      pingInterval: HEAD.pingInterval,
      pingTimeout: HEAD.pingTimeout,
      maxPayload: expect.any(Number) as number,
    });
  });

  test.each([
    ['no protocol version', ''],
    ['an unknown transport', 'EIO=4&transport=abc'],
    ['a protocol version of old', 'EIO=3&transport=polling'],
    ['an unknown session', 'EIO=4&transport=polling&sid=unknown'],
  ])('with %s is refused with 400', async (_what, query) => {
    const response = await polling(await startTestServer(), query);
    expect(response.status).toBe(400);
  });

  test.each(['POST', 'PUT'])('by %s is refused with 400', async (method) => {
    const server = await startTestServer();
    expect((await polling(server, 'EIO=4&transport=polling', { method })).status).toBe(400);
  });

  test('over WebSocket with an unknown transport is refused', async () => {
    const server = await startTestServer();
    await expect(Wire.open(server, 'EIO=4&transport=abc')).rejects.toThrow('400');
  });
});

describe('Engine.IO 4 session', () => {
  test('over polling takes packets by POST and gives packets by GET', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    const posted = await polling(server, query, { method: 'POST', body: `40${AUTH}` });
    expect([posted.status, await posted.text()]).toEqual([200, 'ok']);
    expect(await (await polling(server, query)).text()).toMatch(/^40\{"sid":/);
  });

  test('over polling takes several packets at once', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    await polling(server, query, { method: 'POST', body: `40${AUTH}` });
    await polling(server, query);
    const packets = [1, 2].map((id) => `42${id}["event",{"type":"test"}]`);
    await polling(server, query, { method: 'POST', body: packets.join('\u001e') });
    let received = '';
    while (!/431\[.*432\[/s.test(received)) received += await (await polling(server, query)).text();
    expect(received).toContain('431[{"accepted":1,"seq":1}]');
    expect(received).toContain('432[{"accepted":1,"seq":2}]');
  });

  test('over polling that is sent nonsense is closed', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    await polling(server, query, { method: 'POST', body: 'abc' });
    expect((await polling(server, query)).status).toBe(400);
  });

  test('is upgraded from polling to WebSocket', async () => {
    const server = await startTestServer();
    const sid = await session(server);
    const wire = await Wire.open(server, `EIO=4&transport=websocket&sid=${sid}`);
    wire.send('2probe');
    expect(await wire.next()).toBe('3probe');
    wire.send('5');
    wire.send(`40${AUTH}`);
    expect(await wire.next()).toMatch(/^40\{"sid":/);
    expect((await polling(server, `EIO=4&transport=polling&sid=${sid}`)).status).toBe(400);
  });

  test('over polling that asks twice at once is closed', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    const answers = await Promise.all([polling(server, query), polling(server, query)]);
    expect(answers.map(({ status }) => status)).toContain(400);
    expect((await polling(server, query)).status).toBe(400);
  });

  test('over polling is closed by the client', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    const waiting = polling(server, query);
    await polling(server, query, { method: 'POST', body: '1' });
    expect(await (await waiting).text()).toBe('6');
    expect((await polling(server, query)).status).toBe(400);
  });

  test('over WebSocket ends with the connection', async () => {
    const server = await startTestServer();
    const wire = await Wire.joined(server);
    wire.socket.close();
    await wire.closed;
    await expect.poll(() => server.core.stats.connected_clients).toBe(0);
  });
});

describe('Engine.IO 4 heartbeat', () => {
  beforeEach(async () => {
    // The timer that fetch waits by is made at its first call, and is none of the fake ones.
    await fetch('http://127.0.0.1:1').catch(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // Engine.IO's are the module's.
    vi.spyOn(timers, 'setTimeout').mockImplementation(setTimeout);
    vi.spyOn(timers, 'clearTimeout').mockImplementation(clearTimeout);
  });
  afterEach(() => {
    vi.mocked(timers.setTimeout).mockRestore();
    vi.mocked(timers.clearTimeout).mockRestore();
    vi.useRealTimers();
  });

  test('over WebSocket is a ping every 25 s, for as long as it is answered', async () => {
    const wire = await Wire.joined(await startTestServer());
    for (let ping = 1; ping <= 3; ping++) {
      vi.advanceTimersByTime(HEAD.pingInterval);
      expect(await wire.next()).toBe('2');
      wire.send('3');
      // Once this is answered, the server has the pong too.
      wire.send(`42${ping}["event",{"no":"type"}]`);
      expect(await wire.next()).toContain(`43${ping}[`);
    }
  });

  test('over WebSocket that is not answered within 20 s ends the connection', async () => {
    const server = await startTestServer();
    const wire = await Wire.joined(server);
    vi.advanceTimersByTime(HEAD.pingInterval);
    expect(await wire.next()).toBe('2');
    vi.advanceTimersByTime(HEAD.pingTimeout - 1);
    expect(server.core.stats.connected_clients).toBe(1);
    vi.advanceTimersByTime(1);
    await wire.closed;
    expect(server.core.stats.connected_clients).toBe(0);
  });

  test('over polling is a ping in the answer, and the session of who sends no pong ends', async () => {
    const server = await startTestServer();
    const query = `EIO=4&transport=polling&sid=${await session(server)}`;
    await polling(server, query, { method: 'POST', body: `40${AUTH}` });
    expect(await (await polling(server, query)).text()).toMatch(/^40/);
    vi.advanceTimersByTime(HEAD.pingInterval);
    expect(await (await polling(server, query)).text()).toBe('2');
    vi.advanceTimersByTime(HEAD.pingTimeout);
    expect((await polling(server, query)).status).toBe(400);
  });
});

describe('Socket.IO 5', () => {
  test.each(['', '/tools,', '/stream,'])('joins the namespace "%s" with the token', async (namespace) => {
    await Wire.joined(await startTestServer(), namespace);
  });

  test.each([
    ['without the token', '40/stream,', '44/stream,{"message":"unauthorized"}'],
    ['with a wrong one', '40/stream,{"token":"x"}', '44/stream,{"message":"unauthorized"}'],
    ['that does not exist', `40/unknown,${AUTH}`, '44/unknown,{"message":"Invalid namespace"}'],
  ])('refuses a namespace %s', async (_what, packet, refusal) => {
    const wire = await Wire.open(await startTestServer());
    await wire.next();
    wire.send(packet);
    expect(await wire.next()).toBe(refusal);
  });

  test('joins several namespaces over one connection, and leaves one', async () => {
    const server = await startTestServer();
    const wire = await Wire.joined(server);
    wire.send(`40/tools,${AUTH}`);
    expect(await wire.next()).toMatch(/^40\/tools,\{"sid":/);
    wire.send('41');
    await expect.poll(() => server.core.stats.connected_clients).toBe(1);
    await server.core.broadcastEvent({ type: 'tool_start', tool: 'Read' });
    expect(await wire.next()).toMatch(/^42\/tools,\["tool_event",\{"seq":1,/);
  });

  test('answers an acknowledgement under the number that was asked for', async () => {
    const wire = await Wire.joined(await startTestServer());
    wire.send('42456["event",{"type":"test"}]');
    const frames = [await wire.next(), await wire.next()];
    expect(frames).toContain('43456[{"accepted":1,"seq":1}]');
    expect(frames.some((frame) => frame.startsWith('42["test",{"seq":1,'))).toBe(true);
  });

  test('sends events as text that is JSON, with what JSON must escape', async () => {
    const server = await startTestServer();
    const wire = await Wire.joined(server);
    const type = 'quote " and \\ and \n and \u2028 and 🙂';
    await server.core.broadcastEvent({ type, text: type });
    const [name, event] = JSON.parse((await wire.next()).slice(2)) as [string, { data: { text: string } }];
    expect([name, event.data.text]).toEqual([type, type]);
  });

  test.each(['4abc', '42{', '4', '42[1e999'])('closes a connection that sends %j', async (packet) => {
    const wire = await Wire.joined(await startTestServer());
    wire.send(packet);
    await wire.closed;
  });
});
