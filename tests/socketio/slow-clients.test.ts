import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { WINDOW } from '../../src/main/server/broadcast/stream-client';
import { connectPlain, connectStream, WAIT, type StreamClient } from '../support/client';
import { startTestServer, type TestServer } from '../support/server';
import { seqsTo } from '../support/seqs';
import { webSocketOf } from '../support/web-socket';

const lagOf = ({ core }: TestServer, { socket }: StreamClient) =>
  core.stats.clients.find(({ id }) => id === socket.id)?.lag;

async function broadcast({ core }: TestServer, count: number, text = ''): Promise<void> {
  for (let sent = 0; sent < count; sent++) await core.broadcastEvent({ type: 'test', text });
}

describe('client of /stream', () => {
  test('that acknowledges is never asked to wait, however much comes', async () => {
    const server = await startTestServer();
    const client = await connectStream(server.url);
    await client.subscribe(0);
    await broadcast(server, 3 * WINDOW.events);
    await client.waitForCount(3 * WINDOW.events);
    expect(client.seqs).toEqual(seqsTo(3 * WINDOW.events));
    await expect.poll(() => lagOf(server, client), WAIT).toBe(0);
  });

  test('that acknowledges nothing gets a window of events, and the rest once it does', async () => {
    const server = await startTestServer();
    const [silent, other] = [await connectStream(server.url), await connectStream(server.url)];
    silent.silent = true;
    await Promise.all([silent.subscribe(0), other.subscribe(0)]);
    await broadcast(server, 3 * WINDOW.events);
    await other.waitForCount(3 * WINDOW.events);
    expect(silent.events.length).toBeGreaterThanOrEqual(WINDOW.events / 2);
    expect(silent.events.length).toBeLessThan(1.5 * WINDOW.events);
    expect(lagOf(server, silent)).toBe(3 * WINDOW.events);

    silent.silent = false;
    silent.socket.emit('ack', silent.seqs.at(-1));
    await silent.waitForCount(3 * WINDOW.events);
    expect(silent.seqs).toEqual(other.seqs);
    await expect.poll(() => lagOf(server, silent), WAIT).toBe(0);
  });

  test('that acknowledges nothing gets a window of bytes, however large the events', async () => {
    const server = await startTestServer();
    const client = await connectStream(server.url);
    client.silent = true;
    await client.subscribe(0);
    const size = 100_000;
    const inWindow = Math.ceil(WINDOW.bytes / size);
    await broadcast(server, 5 * inWindow, 'x'.repeat(size));
    await client.waitForCount(inWindow);
    client.silent = false;
    // What it has got so far, and what one frame more may hold.
    expect(client.events.length).toBeLessThanOrEqual(2 * inWindow);
    client.socket.emit('ack', client.seqs.at(-1));
    await client.waitForCount(5 * inWindow);
    expect(client.seqs).toEqual(seqsTo(5 * inWindow));
  });

  test('that subscribes anew within a window gets everything from there on once', async () => {
    const server = await startTestServer();
    const client = await connectStream(server.url);
    client.silent = true;
    await client.subscribe(0);
    await broadcast(server, 2 * WINDOW.events);
    await client.waitForCount(WINDOW.events / 2);
    client.silent = false;
    await client.subscribe(100, server.core.epoch);
    await expect.poll(() => client.seqs.at(-1), WAIT).toBe(2 * WINDOW.events);
    expect(client.seqs.slice(client.seqs.lastIndexOf(101))).toEqual(seqsTo(2 * WINDOW.events).slice(100));
  });

  test.each([-1, 1.5, '7', null, {}, Number.MAX_VALUE])(
    'that acknowledges %j is passed over',
    async (nonsense) => {
      const server = await startTestServer();
      const client = await connectStream(server.url);
      await client.subscribe(0);
      client.socket.emit('ack', nonsense);
      await broadcast(server, 1);
      await client.waitForCount(1);
      expect(client.socket.connected).toBe(true);
    },
  );
});

describe.each(['/', '/tools'] as const)('client of %s', (namespace) => {
  test('that stops reading is told what it misses, and goes on when it reads again', async () => {
    const server = await startTestServer();
    const [stalled, other] = [
      await connectPlain(server.url, namespace),
      await connectPlain(server.url, namespace),
    ];
    webSocketOf(stalled.socket).pause();
    const text = 'x'.repeat(20_000);
    const overflow = () => stalled.received.find(({ name }) => name === 'overflow');
    for (let sent = 0; sent < 2000; sent++) {
      await server.core.broadcastEvent({ type: 'tool_start', tool: 'Read', text });
      await nextTurn();
    }
    await other.waitForCount(2000);
    expect(overflow()).toBeUndefined();

    webSocketOf(stalled.socket).resume();
    await expect.poll(overflow, WAIT).toBeDefined();
    const { seq } = overflow()!.event;
    const got = () =>
      stalled.received.filter(({ name }) => name !== 'overflow').map(({ event }) => event.seq);
    expect(got()).toEqual(seqsTo(seq - 1));
    expect(seq).toBeLessThan(2000);

    await expect
      .poll(async () => {
        await server.core.broadcastEvent({ type: 'tool_stop', tool: 'Read' });
        return got().length;
      }, WAIT)
      .toBeGreaterThanOrEqual(seq);
    expect(got()[seq - 1]).toBeGreaterThan(2000);
  });
});
