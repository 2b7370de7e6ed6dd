import net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { JournalError } from '../../src/main/server/journal/errors';
import { NoFreePort } from '../../src/main/server/ports';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { SocketIOServerCore } from '../../src/main/server/socketio-server-core';
import { connectPlain, connectStream } from '../support/client';
import { freePort } from '../support/listening';
import { startTestServer, TOKEN } from '../support/server';
import { webSocketOf } from '../support/web-socket';

function unstarted(options: Partial<SocketIOServerCore['options']> = {}): SocketIOServerCore {
  const core = new SocketIOServerCore({ port: 0, token: TOKEN, ...options });
  onTestFinished(() => core.forceStop());
  return core;
}

/** Takes a port as another program would; returns it. */
async function takePort(port: number, host = '127.0.0.1'): Promise<number> {
  const stranger = net.createServer((socket) => socket.end('SSH-2.0-stranger\r\n'));
  await new Promise<void>((resolve, reject) => {
    stranger.once('error', reject);
    stranger.listen({ host, port }, resolve);
  });
  onTestFinished(() => void stranger.close());
  return (stranger.address() as net.AddressInfo).port;
}

/** Lets listening fail with a code where `codeOf` gives one; returns how to end that, which the test's end does too. */
function failListening(codeOf: (options: net.ListenOptions) => string | null): () => void {
  const { value: listen } = Object.getOwnPropertyDescriptor(net.Server.prototype, 'listen') as {
    value: (this: net.Server, ...args: unknown[]) => net.Server;
  };
  const spy = vi.spyOn(net.Server.prototype, 'listen');
  onTestFinished(() => spy.mockRestore());
  spy.mockImplementation(function (this: net.Server, ...args: unknown[]) {
    const code = codeOf(args[0] as net.ListenOptions);
    if (code === null) return listen.apply(this, args);
    setImmediate(() => this.emit('error', Object.assign(new Error(code), { code })));
    return this;
  });
  return () => spy.mockRestore();
}

const CALL = { tool: 'Bash', session_id: 's', timestamp: 1e12 };

/** A journal in which a server left a call without a name and without an end. */
async function withOpenCall(): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  const { core } = await startTestServer({}, journal);
  await core.broadcastEvent({ ...CALL, type: 'tool_start' });
  await core.stop();
  return journal;
}

/** Lets nobody read a journal until `open` is called; `begun` resolves once somebody wants to. */
function holdReading(journal: MemoryJournal): { begun: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  let reading = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const begun = new Promise<void>((resolve) => (reading = resolve));
  const readAfter = journal.readAfter.bind(journal);
  journal.readAfter = (...args) => {
    reading();
    return opened.then(() => readAfter(...args));
  };
  return { begun, open };
}

const answers = (port: number | null) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    (response) => response.ok,
    () => false,
  );

describe('SocketIOServerCore', { tags: 'critical' }, () => {
  test('server initialization has the documented defaults', () => {
    const core = new SocketIOServerCore({ token: TOKEN });
    expect(core.options).toMatchObject({ port: 8765, bufferEvents: 50_000, requireToken: false });
    expect(core.running).toBe(false);
    expect(core.port).toBeNull();
  });

  test('server initialization applies custom parameters', async () => {
    const { core } = await startTestServer({ bufferEvents: 2, version: '9.9.9' });
    for (let index = 0; index < 3; index++) await core.broadcastEvent({ type: 'test' });
    expect(core.stats.events_buffered).toBe(2);
    expect(core.options.version).toBe('9.9.9');
  });

  test('server start listens and tells of its health', async () => {
    const server = await startTestServer({ version: '1.2.3' });
    const response = await fetch(`${server.url}/health`);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      service: 'tooltrail',
      version: '1.2.3',
      port: server.core.port,
      pid: process.pid,
    });
  });

  test('server start twice gives the same address', async () => {
    const core = unstarted();
    const [first, second] = await Promise.all([core.start(), core.start()]);
    expect(second).toBe(first);
    expect(await answers(core.port)).toBe(true);
  });

  test('server stop closes the port and may be called again', async () => {
    const { core } = await startTestServer();
    const { port } = core;
    await core.stop();
    await core.stop();
    expect(core.running).toBe(false);
    expect(await answers(port)).toBe(false);
  });

  test('server stop and force stop do nothing before the start', async () => {
    const core = unstarted();
    await core.stop();
    await core.forceStop();
    expect(core.running).toBe(false);
  });

  test('server ends up as the last call asked for when calls overlap', async () => {
    const core = unstarted();
    void core.start();
    void core.stop();
    void core.start();
    void core.forceStop();
    await core.start();
    expect(await answers(core.port)).toBe(true);
    void core.start();
    await core.stop();
    expect(core.running).toBe(false);
  });

  test('server force stop drops clients at once, also one that never answers', async () => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    const silent = net.connect(server.core.port!, '127.0.0.1');
    const silentClosed = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));
    silent.write('POST /api/events HTTP/1.1\r\nHost: x\r\n');
    await server.core.forceStop();
    await silentClosed;
    await expect.poll(() => client.socket.connected).toBe(false);
  });

  test.each(['stop', 'forceStop'] as const)(
    'server %s does not wait for a client that stopped reading',
    async (how) => {
      const { core, url } = await startTestServer();
      const client = await connectPlain(url);
      const gone = new Promise((resolve) => client.socket.io.engine.once('close', resolve));
      const webSocket = webSocketOf(client.socket);
      webSocket.pause();
      await core.broadcastEvent({ type: 'test', text: 'x'.repeat(4_000_000) });
      await core[how]();
      expect(core.running).toBe(false);
      webSocket.resume();
      await gone;
    },
  );

  test.each(['127.0.0.1', '::1'])('server stop lets a request under way finish (%s)', async (host) => {
    const { core } = await startTestServer();
    const body = JSON.stringify({ type: 'test' });
    const socket = net.connect(core.port!, host);
    await new Promise((resolve) => socket.once('connect', resolve));
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('close', () => resolve(text));
    });
    const head = `POST /api/events HTTP/1.1\r\nHost: 127.0.0.1:${core.port}\r\nContent-Type: application/json\r\n`;
    socket.write(`${head}Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const stopped = core.stop();
    socket.write(body);
    await stopped;
    expect(core.stats.head).toBe(1);
    expect(await answer).toContain('HTTP/1.1 204');
  });

  test('server stop waits for what a request under way is waiting for', async () => {
    const journal = new MemoryJournal();
    const append = journal.append.bind(journal);
    let storing = (): void => undefined;
    let makeRoom = (): void => undefined;
    const begun = new Promise<void>((resolve) => (storing = resolve));
    const room = new Promise<void>((resolve) => (makeRoom = resolve));
    journal.append = async (drafts) => {
      storing();
      await room;
      return append(drafts);
    };
    const server = await startTestServer({}, journal);
    const { port } = server.core;
    const answer = server.post('/api/events', { type: 'test' });
    await begun;
    let ended = false;
    const stopped = server.core.stop().then(() => (ended = true));
    await expect.poll(() => answers(port)).toBe(false);
    expect(ended).toBe(false);
    makeRoom();
    await stopped;
    expect((await answer).status).toBe(204);
  });

  test('server whose journal fails in a way unheard of says so, and goes on', async () => {
    const journal = new MemoryJournal();
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new Error('unheard of'));
    const server = await startTestServer({}, journal);
    const client = await connectPlain(server.url);
    await expect(server.core.broadcastEvent({ type: 'test' })).rejects.toThrow('unheard of');
    expect(await client.socket.emitWithAck('event', { type: 'test' })).toEqual({
      error: { code: 'internal', message: 'The server failed at this event' },
    });
    expect((await server.post('/api/events', { type: 'test' })).status).toBe(500);
    journal.append = append;
    expect((await server.post('/api/events', { type: 'test' })).status).toBe(204);
  });

  test('server starts again after a stop with the events it had', async () => {
    const { core } = await startTestServer();
    await core.broadcastEvent({ type: 'test' });
    await core.stop();
    await core.start();
    expect(core.stats).toMatchObject({ head: 1, events_buffered: 1 });
    expect(await answers(core.port)).toBe(true);
  });

  test('server is reached while it reads back what was, and what comes meanwhile waits for that', async () => {
    const journal = await withOpenCall();
    const { open } = holdReading(journal);
    const server = await startTestServer({}, journal);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    const settled: string[] = [];
    const note = (what: string) => () => settled.push(what);
    const posted = server.post('/api/events', { ...CALL, type: 'tool_stop', outcome: 'success' });
    void posted.then(note('posted'));
    const sessions = server.get<{ sessions: object[] }>('/api/sessions');
    void sessions.then(note('sessions'));
    const client = connectPlain(server.url);
    void client.then(note('connected'));
    await server.get('/api/stats');
    expect(settled).toEqual([]);
    open();
    expect((await posted).status).toBe(204);
    expect((await sessions).sessions).toHaveLength(1);
    await (await client).waitForCount(2);
    // Only who knows the beginning of a call that has no name can tell its end.
    expect(server.core.activity.entries('s')).toMatchObject([{ kind: 'call', state: 'success' }]);
  });

  test('server lets nobody in by a token that was replaced while it read back what was', async () => {
    const journal = await withOpenCall();
    const { begun, open } = holdReading(journal);
    const server = await startTestServer({}, journal);
    const client = connectPlain(server.url);
    const refused = expect(client).rejects.toThrow('unauthorized');
    await begun;
    // It waits in the namespace by now: one of a later connection is let in.
    await connectStream(server.url);
    server.core.renewToken('another');
    open();
    await refused;
  });

  test('server that cannot read back what was takes what comes', async () => {
    const journal = await withOpenCall();
    const readAfter = journal.readAfter.bind(journal);
    journal.readAfter = (...args) => {
      journal.readAfter = readAfter;
      return Promise.reject(new JournalError(`unreadable after ${args[0]}`));
    };
    const { core } = await startTestServer({}, journal);
    expect(await core.broadcastEvent({ type: 'test' })).toBe(2);
    expect(core.stats).toMatchObject({ head: 2, events_buffered: 1 });
  });

  test('server answers on ::1 at the same port', async () => {
    const { core } = await startTestServer();
    const response = await fetch(`http://[::1]:${core.port}/health`);
    expect(response.status).toBe(200);
    await core.stop();
    await expect(fetch(`http://[::1]:${core.port}/health`)).rejects.toThrow();
  });
});

describe('ports', { tags: 'critical' }, () => {
  test('port conflict leads to graceful fallback', async () => {
    const taken = await takePort(0);
    const core = unstarted({ port: taken });
    const address = await core.start();
    expect(address.fellBack).toBe(true);
    expect(address.port).toBeGreaterThanOrEqual(8766);
    expect(address.port).toBeLessThanOrEqual(8785);
    expect(await answers(address.port)).toBe(true);
  });

  test('port that is taken on ::1 only counts as taken', async () => {
    const taken = await takePort(0, '::1');
    const address = await unstarted({ port: taken }).start();
    expect(address.port).not.toBe(taken);
    expect(await answers(taken)).toBe(false);
  });

  test('port that was given is taken when it is free', async () => {
    const port = await freePort();
    const address = await unstarted({ port }).start();
    expect(address).toMatchObject({ port, fellBack: false });
  });

  test('port of an address that is not this machine’s is refused with the reason', async () => {
    const core = unstarted({ host: '203.0.113.1' });
    await expect(core.start()).rejects.toThrow('EADDRNOTAVAIL');
    expect(core.running).toBe(false);
  });

  test('port is served on 127.0.0.1 alone where the machine has no IPv6', async () => {
    failListening(({ host }) => (host === '::1' ? 'EADDRNOTAVAIL' : null));
    const core = unstarted();
    const { port } = await core.start();
    expect(await answers(port)).toBe(true);
    await core.stop();
    expect(await answers(port)).toBe(false);
  });

  test('port exhaustion is told and leaves the server able to start later', async () => {
    const wanted = await takePort(0);
    // Not really taken: tests beside this one fall back to them.
    const restore = failListening(({ port }) => (port! >= 8766 && port! <= 8785 ? 'EADDRINUSE' : null));
    const core = unstarted({ port: wanted });
    await expect(core.start()).rejects.toThrow(NoFreePort);
    expect(core.running).toBe(false);
    restore();
    const address = await core.start();
    expect(address.fellBack).toBe(true);
  });
});
