import { describe, expect, test } from 'vitest';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { connectPlain, connectStream, openSocket } from '../support/client';
import { startTestServer, TOKEN } from '../support/server';

const START = { type: 'tool_start', tool: 'Read', timestamp: 1638360000.0, session_id: 'test_session_1' };
const STOP = { type: 'tool_stop', tool: 'Read', timestamp: 1638360001.0, session_id: 'test_session_1' };

describe('event broadcasting', { tags: 'critical' }, () => {
  test('event posted over HTTP reaches clients of /, /tools and /stream alike', async () => {
    const server = await startTestServer();
    const plain = await connectPlain(server.url);
    const tools = await connectPlain(server.url, '/tools');
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    for (const event of [START, { type: 'status', message: 'test' }, STOP]) {
      expect((await server.post('/api/events', event)).status).toBe(204);
    }
    await Promise.all([plain.waitForCount(3), tools.waitForCount(2), stream.waitForCount(3)]);
    expect(plain.received.map(({ name }) => name)).toEqual(['tool_event', 'status', 'tool_event']);
    expect(tools.received.map(({ event }) => event)).toEqual([stream.events[0], stream.events[2]]);
    expect(plain.received.map(({ event }) => event)).toEqual(stream.events);
    expect(stream.events[0]).toMatchObject({ seq: 1, type: 'tool_start', tool: 'Read', data: START });
    expect(stream.events[0]!.tool_use_id).toBe(stream.events[2]!.tool_use_id);
  });

  test('event broadcast is counted once however many clients there are', async () => {
    const { core, url } = await startTestServer();
    const clients = await Promise.all([1, 2, 3].map(() => connectPlain(url)));
    await core.broadcastEvent(START);
    await Promise.all(clients.map((client) => client.waitForCount(1)));
    expect(core.stats).toMatchObject({ events_sent: 1, events_received: 1, connected_clients: 3 });
  });

  test('event emitted by a client of / is acknowledged with its seq and reaches the others', async () => {
    const server = await startTestServer();
    const sender = await connectPlain(server.url);
    const other = await connectPlain(server.url);
    const answer: unknown = await sender.socket.emitWithAck('event', { type: 'status', message: 'hello' });
    expect(answer).toEqual({ accepted: 1, seq: 1 });
    expect((await other.waitForEvent('status')).data).toEqual({ type: 'status', message: 'hello' });
  });

  test('event that is malformed is answered with the field and counted when a client emits it', async () => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    for (const payload of [{ invalid: 'no type field' }, 'text', null, [1]]) {
      const answer: unknown = await client.socket.emitWithAck('event', payload);
      expect(answer).toMatchObject({ error: { code: 'malformed' } });
    }
    client.socket.emit('event', {});
    await expect.poll(() => server.core.stats.events_dropped.malformed).toBe(5);
    expect(client.socket.connected).toBe(true);
  });

  test.each(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])(
    'event of the reserved type %s goes out as event',
    async (type) => {
      const server = await startTestServer();
      const client = await connectPlain(server.url);
      await server.post('/api/events', { type });
      expect((await client.waitForEvent('event')).type).toBe(type);
      expect(client.socket.connected).toBe(true);
    },
  );

  test.each(['__proto__', 'constructor', 'error', 'connection', '\ud800', 'a\0b', 'message', 'ping'])(
    'event of the type %j goes out under its own name',
    async (type) => {
      const server = await startTestServer();
      const client = await connectPlain(server.url);
      await server.post('/api/events', { type, session_id: type, tool: type });
      expect(await client.waitForEvent(type)).toMatchObject({ type, session_id: type, tool: type });
    },
  );

  test('event with the same id twice is stored once and acknowledged twice', async () => {
    const server = await startTestServer();
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    for (let time = 0; time < 2; time++) {
      expect((await server.post('/api/events', { type: 'test', id: 'same' })).status).toBe(204);
    }
    await server.post('/api/events', { type: 'last' });
    await stream.waitForCount(2);
    expect(stream.events.map(({ type }) => type)).toEqual(['test', 'last']);
    expect(server.core.stats.events_deduplicated).toBe(1);
  });
});

describe('event buffering', { tags: 'critical' }, () => {
  test('events sent while nobody is connected are delivered to the next client', async () => {
    const { core, url } = await startTestServer();
    await core.broadcastEvent(START);
    await core.broadcastEvent(STOP);
    expect(core.stats.events_buffered).toBe(2);
    const client = await connectPlain(url);
    await client.waitForCount(2);
    expect(client.types).toEqual(['tool_start', 'tool_stop']);
    const tools = await connectPlain(url, '/tools');
    await tools.waitForCount(2);
  });

  test('events that a client has got are not sent to it again, nor to the next one', async () => {
    const { core, url } = await startTestServer();
    const first = await connectPlain(url);
    await core.broadcastEvent({ type: 'one' });
    await first.waitForCount(1);
    const second = await connectPlain(url);
    await core.broadcastEvent({ type: 'two' });
    await Promise.all([first.waitForCount(2), second.waitForCount(1)]);
    expect(first.types).toEqual(['one', 'two']);
    expect(second.types).toEqual(['two']);
  });

  test('client that names its position gets what came after it', async () => {
    const { core, url } = await startTestServer();
    for (const type of ['one', 'two', 'three']) await core.broadcastEvent({ type });
    const client = await connectPlain(url, '/', { after: 1 });
    await client.waitForCount(2);
    expect(client.types).toEqual(['two', 'three']);
  });

  test('memory exhaustion is prevented by a buffer of limited size', async () => {
    const { core } = await startTestServer({ bufferEvents: 10 });
    for (let id = 0; id < 20; id++) await core.broadcastEvent({ type: 'test', id });
    expect(core.stats.events_buffered).toBeLessThanOrEqual(10);
    expect(core.stats.events_dropped.evicted).toBe(10);
  });
});

describe('stream', () => {
  test('stream subscription begins where the client asks and follows without a gap', async () => {
    const { core, url } = await startTestServer();
    for (let count = 0; count < 1200; count++) await core.broadcastEvent({ type: 'test' });
    const client = await connectStream(url);
    const answer = await client.subscribe(700, core.epoch);
    expect(answer).toEqual({ epoch: core.epoch, from: 701, head: 1200, missed: 0, reset: false });
    for (let count = 0; count < 300; count++) await core.broadcastEvent({ type: 'test' });
    await client.waitForCount(800);
    expect(client.seqs).toEqual(Array.from({ length: 800 }, (_, index) => 701 + index));
    expect(Math.max(...client.frames)).toBeLessThanOrEqual(500);
  });

  test('stream subscription in the middle of a burst neither repeats nor misses an event', async () => {
    const { core, url } = await startTestServer();
    const client = await connectStream(url);
    const burst = (async () => {
      for (let turn = 0; turn < 200; turn++) {
        for (let count = 0; count < 10; count++) await core.broadcastEvent({ type: 'test' });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await client.subscribe(0);
    await burst;
    await client.waitForCount(2000);
    expect(client.seqs).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
  });

  test('stream subscription gets from the journal what memory let go of', async () => {
    const { core, url } = await startTestServer({ bufferEvents: 10 });
    for (let count = 0; count < 1234; count++) await core.broadcastEvent({ type: 'test' });
    const client = await connectStream(url);
    expect(await client.subscribe(5, core.epoch)).toMatchObject({ from: 6, missed: 0, reset: false });
    await client.waitForCount(1229);
    expect(client.seqs).toEqual(Array.from({ length: 1229 }, (_, index) => 6 + index));
  });

  test('stream subscription that begins may ask for the newest events only', async () => {
    const { core, url } = await startTestServer();
    for (let count = 0; count < 25; count++) await core.broadcastEvent({ type: 'test' });
    const client = await connectStream(url);
    const newest: unknown = await client.socket.emitWithAck('subscribe', { after: 0, epoch: null, tail: 10 });
    expect(newest).toMatchObject({ from: 16, head: 25, missed: 0 });
    const going: unknown = await client.socket.emitWithAck('subscribe', {
      after: 3,
      epoch: core.epoch,
      tail: 10,
    });
    expect(going).toMatchObject({ from: 4, missed: 0 });
  });

  test('stream subscription tells how many events are gone for good', async () => {
    const { core, url } = await startTestServer({ bufferEvents: 10 }, new MemoryJournal(10));
    for (let count = 0; count < 25; count++) await core.broadcastEvent({ type: 'test' });
    const client = await connectStream(url);
    expect(await client.subscribe(5, core.epoch)).toMatchObject({ from: 16, missed: 10, reset: false });
    await client.waitForCount(10);
    expect(client.seqs[0]).toBe(16);
  });

  test.each([
    ['a foreign epoch', 3, 'another'],
    ['a position in the future', 99, null],
  ])('stream subscription starts anew for %s', async (_what, after, epoch) => {
    const { core, url } = await startTestServer();
    for (let count = 0; count < 5; count++) await core.broadcastEvent({ type: 'test' });
    const client = await connectStream(url);
    expect(await client.subscribe(after, epoch)).toMatchObject({ from: 1, reset: true });
    await client.waitForCount(5);
    expect(client.seqs).toEqual([1, 2, 3, 4, 5]);
  });

  test.each([[-1], ['1'], [1.5], [null], [{}]])(
    'stream subscription after %j is refused in words',
    async (after) => {
      const { url } = await startTestServer();
      const client = await connectStream(url);
      const answer = await client.subscribe(after);
      expect(answer.error).toMatchObject({ code: 'malformed' });
      expect(answer.error!.message).toContain('after');
    },
  );

  test('stream subscribed to a second time sends each following event once', async () => {
    const { core, url } = await startTestServer();
    const client = await connectStream(url);
    await core.broadcastEvent({ type: 'test' });
    await client.subscribe(0);
    await client.subscribe(1);
    await core.broadcastEvent({ type: 'test' });
    await core.broadcastEvent({ type: 'test' });
    await client.waitForCount(3);
    expect(client.seqs).toEqual([1, 2, 3]);
  });

  test('stream client whose subscribe has no answer to call is left alone', async () => {
    const { core, url } = await startTestServer();
    const client = await connectStream(url);
    client.socket.emit('subscribe', { after: 0, epoch: null });
    expect(await client.subscribe(0)).toMatchObject({ epoch: core.epoch });
  });
});

describe('connections', { tags: 'critical' }, () => {
  test.each(['/', '/tools', '/stream'])('connection to %s needs the token', async (namespace) => {
    const { url } = await startTestServer();
    for (const auth of [{}, { token: 'x' }, { token: TOKEN.slice(1) }, { token: [TOKEN] }, { token: null }]) {
      const socket = openSocket(url, namespace, auth);
      const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(error.message).toBe('unauthorized');
    }
  });

  test('connection stats count clients while they are there and connections for ever', async () => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    await server.core.broadcastEvent({ type: 'test' });
    await stream.waitForCount(1);
    const stats = server.core.stats;
    expect(stats).toMatchObject({ connections_total: 2, connected_clients: 2 });
    expect(stats.clients.map(({ namespace, lag }) => [namespace, lag])).toEqual([
      ['/', null],
      ['/stream', 0],
    ]);
    client.socket.disconnect();
    await expect.poll(() => server.core.stats.connected_clients).toBe(1);
    expect(server.core.stats.connections_total).toBe(2);
  });

  test('connection reconnects by itself after the server was restarted and gets what came meanwhile', async () => {
    const { core, url } = await startTestServer();
    const client = await connectPlain(url);
    await core.broadcastEvent({ type: 'test', id: 1 });
    await client.waitForCount(1);
    await core.forceStop();
    await core.broadcastEvent({ type: 'test', id: 2 });
    const back = client.waitForReconnection();
    await core.start();
    await back;
    await client.waitForCount(2);
    expect(client.received.map(({ event }) => event.data['id'])).toEqual([1, 2]);
  });
});
