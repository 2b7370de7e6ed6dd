import { describe, expect, test } from 'vitest';
import { connectPlain, connectStream } from '../support/client';
import { startTestServer } from '../support/server';

const START = { type: 'tool_start', tool: 'Read', session_id: 'critical_path_test' };
const STOP = { type: 'tool_stop', tool: 'Read', session_id: 'critical_path_test' };

/** Keeps the thread from everything else for so long, in ms. */
function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('critical paths', { tags: 'critical' }, () => {
  test('complete event flow takes the happy path from hook to client', async () => {
    const server = await startTestServer();
    const client = await connectPlain(server.url);
    await server.post('/api/events', { ...START, timestamp: Date.now() / 1000 });
    await client.waitForCount(1);
    expect(client.received[0]).toMatchObject({
      name: 'tool_event',
      event: { type: 'tool_start', tool: 'Read' },
    });
    await server.post('/api/events', { ...STOP, timestamp: Date.now() / 1000 });
    await client.waitForCount(2);
    expect(client.received[1]).toMatchObject({ name: 'tool_event', event: { type: 'tool_stop' } });
    expect(server.core.stats).toMatchObject({ events_sent: 2, events_buffered: 2 });
  });

  test('server restart recovery delivers what came while the server was down', async () => {
    const { core, url } = await startTestServer();
    const client = await connectPlain(url);
    await core.broadcastEvent({ type: 'test', id: 1 });
    expect((await client.waitForEvent('test')).data['id']).toBe(1);
    await core.forceStop();
    await core.broadcastEvent({ type: 'test', id: 2 });
    const back = client.waitForReconnection();
    await core.start();
    await back;
    await client.waitForCount(2);
    expect(client.received[1]!.event.data['id']).toBe(2);
  });
});

describe('event flow', { tags: 'critical' }, () => {
  test('event flow delivers to all clients', async () => {
    const { core, url } = await startTestServer();
    const clients = await Promise.all([1, 2, 3].map(() => connectPlain(url)));
    await core.broadcastEvent({ type: 'status', message: 'test' });
    for (const client of clients) {
      expect((await client.waitForEvent('status')).data['message']).toBe('test');
    }
  });

  test('malformed event is handled without a crash', async () => {
    const { core } = await startTestServer();
    expect(await core.broadcastEvent({ invalid: 'no type field' })).toBeNull();
    expect(core.running).toBe(true);
    expect(core.stats.events_dropped.malformed).toBe(1);
  });

  test('handler that throws does not keep an event from its clients', async () => {
    const { core, url } = await startTestServer();
    core.registry.register('test', () => {
      throw new Error('broken handler');
    });
    const client = await connectPlain(url);
    await core.broadcastEvent({ type: 'test' });
    await client.waitForCount(1);
    expect(core.stats.handler_errors).toBe(1);
  });

  test.each<[string, unknown]>([
    ['an error', new Error('broken handler')],
    ['what is no error', 'refused'],
  ])('handler that throws %s is counted, and asked no more once it is taken out', async (_what, thrown) => {
    const { core } = await startTestServer();
    const handler = () => {
      throw thrown;
    };
    const takeOut = core.registry.register('te*', handler);
    await core.broadcastEvent({ type: 'test' });
    expect(core.stats.handler_errors).toBe(1);
    takeOut();
    takeOut();
    expect(() => core.registry.register('t*t', handler)).toThrow(TypeError);
    await core.broadcastEvent({ type: 'test' });
    await core.broadcastEvent({ type: 'te' });
    expect(core.stats.handler_errors).toBe(1);
  });

  test.each<[string, () => void | Promise<void>]>([
    ['hangs', () => new Promise(() => undefined)],
    ['works for 200 ms', () => busyFor(200)],
    ['comes back after 200 ms', () => new Promise((resolve) => setTimeout(resolve, 200))],
  ])('handler that %s keeps no event from its clients', async (_how, handler) => {
    const { core, url } = await startTestServer();
    core.registry.register('slow', handler);
    const client = await connectStream(url);
    await client.subscribe(0);
    for (const type of ['before', 'slow', 'after']) await core.broadcastEvent({ type });
    await client.waitForCount(3);
    expect(client.events.map(({ type }) => type)).toEqual(['before', 'slow', 'after']);
  });

  test('stream client continues over a graceful restart without a gap or a repeat', async () => {
    const { core, url } = await startTestServer();
    const client = await connectStream(url);
    await client.subscribe(0);
    for (let count = 0; count < 5; count++) await core.broadcastEvent({ type: 'test' });
    await core.stop();
    await expect.poll(() => client.socket.connected).toBe(false);
    for (let count = 0; count < 5; count++) await core.broadcastEvent({ type: 'test' });
    const back = new Promise<void>((resolve) => client.socket.once('connect', resolve));
    await core.start();
    await back;
    expect(await client.subscribe(client.seqs.at(-1), core.epoch)).toMatchObject({
      from: 6,
      missed: 0,
      reset: false,
    });
    await core.broadcastEvent({ type: 'test' });
    await client.waitForCount(11);
    expect(client.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('client that is slow to read does not keep the others from theirs', async () => {
    const { core, url } = await startTestServer();
    const slow = await connectStream(url);
    const quick = await connectStream(url);
    await Promise.all([slow.subscribe(0), quick.subscribe(0)]);
    const engine = slow.socket.io.engine as unknown as {
      transport: { ws: { pause(): void; resume(): void } };
    };
    engine.transport.ws.pause();
    for (let count = 0; count < 2000; count++)
      await core.broadcastEvent({ type: 'test', text: 'x'.repeat(1000) });
    await quick.waitForCount(2000);
    expect(slow.events.length).toBeLessThan(2000);
    engine.transport.ws.resume();
    await slow.waitForCount(2000);
    expect(slow.seqs).toEqual(quick.seqs);
  });
});
