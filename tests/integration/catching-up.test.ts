import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { WINDOW } from '../../src/main/server/broadcast/stream-client';
import { JournalError } from '../../src/main/server/journal/errors';
import { connectPlain, connectStream, WAIT } from '../support/client';
import { openJournal } from '../support/journal';
import { startTestServer, TOKEN, type TestServer } from '../support/server';
import { seqsTo } from '../support/seqs';
import { webSocketOf } from '../support/web-socket';

/** More pages than are kept for others who come from the same place. */
const MANY = 5000;

async function post(server: TestServer, count: number, fields: object = {}): Promise<void> {
  for (let left = count; left > 0; left -= 1000) {
    const events = Array.from({ length: Math.min(left, 1000) }, () => ({ type: 'test', ...fields }));
    expect((await server.post('/api/events', events)).ok).toBe(true);
  }
}

/** A server that has so many events in its journal, and hardly any in memory. */
async function withHistory(count: number, fields: object = {}) {
  const journal = await openJournal();
  const server = await startTestServer({ bufferEvents: 10 }, journal);
  await post(server, count, fields);
  return { server, journal };
}

describe('a client that has much to catch up on', { tags: 'critical' }, () => {
  test('gets all of it beside another one from the same place, by WebSocket and by polling', async () => {
    const { server } = await withHistory(MANY);
    const clients = await Promise.all([
      connectStream(server.url),
      connectStream(server.url, TOKEN, ['polling']),
    ]);
    await Promise.all(clients.map((client) => client.subscribe(0)));
    await Promise.all(clients.map((client) => client.waitForCount(MANY)));
    await post(server, 1);
    for (const client of clients) {
      await client.waitForCount(MANY + 1);
      expect(client.seqs).toEqual(seqsTo(MANY + 1));
    }
  });

  test('of / or /tools gets what it wants of it, from where it was', async () => {
    const { server } = await withHistory(600);
    await post(server, 300, { type: 'tool_start', tool: 'Read' });
    const [all, tools] = await Promise.all([
      connectPlain(server.url, '/', { after: 100 }),
      connectPlain(server.url, '/tools', { after: 100 }),
    ]);
    await all.waitForCount(800);
    await tools.waitForCount(300);
    await post(server, 1);
    await post(server, 1, { type: 'tool_stop', tool: 'Read' });
    await all.waitForCount(802);
    await tools.waitForCount(301);
    expect(all.seqs).toEqual(seqsTo(902).slice(100));
    expect(tools.seqs).toEqual([...seqsTo(900).slice(600), 902]);
  });

  test('goes on with what comes when all that it missed has been deleted', async () => {
    const { server, journal } = await withHistory(50);
    await server.core.stop();
    await journal.retain({ days: 0, bytes: null, events: null });
    await expect.poll(() => journal.oldest, WAIT).toBe(51);
    const next = await startTestServer({}, journal);
    const [plain, stream] = [await connectPlain(next.url, '/', { after: 10 }), await connectStream(next.url)];
    expect(await stream.subscribe(10, journal.epoch)).toMatchObject({ from: 51, missed: 40 });
    await post(next, 1);
    await Promise.all([plain.waitForCount(1), stream.waitForCount(1)]);
    expect([plain.seqs, stream.seqs]).toEqual([[51], [51]]);
  });

  test('may go before it has got everything', async () => {
    const { server } = await withHistory(MANY, { text: 'x'.repeat(4000) });
    const client = await connectPlain(server.url, '/', { after: 0 });
    client.socket.io.reconnection(false);
    webSocketOf(client.socket).terminate();
    await expect.poll(() => server.core.stats.connected_clients, WAIT).toBe(0);
    const other = await connectPlain(server.url, '/', { after: MANY - 1 });
    await other.waitForCount(1);
    expect(other.seqs).toEqual([MANY]);
  });

  test.each<[string, () => Promise<never>]>([
    ['fails', () => Promise.reject(new JournalError('unreadable'))],
    ['fails in a way unheard of', () => Promise.reject(new Error('unheard of'))],
  ])('is sent away where reading %s, and gets all of it when it comes back', async (_how, fail) => {
    const { server, journal } = await withHistory(600);
    const readAfter = journal.readAfter.bind(journal);
    let failures = 2;
    journal.readAfter = (...args) => (failures-- > 0 ? fail() : readAfter(...args));
    const stream = await connectStream(server.url);
    const back = new Promise<void>((resolve) => stream.socket.once('connect', resolve));
    await stream.subscribe(0);
    await back;
    expect(stream.events).toEqual([]);
    const plain = await connectPlain(server.url, '/', { after: 0 });
    await expect.poll(() => plain.connections, WAIT).toBe(2);
    await stream.subscribe(0);
    await Promise.all([plain.waitForCount(600), stream.waitForCount(600)]);
    expect([plain.seqs, stream.seqs]).toEqual([seqsTo(600), seqsTo(600)]);
  });
});

describe('a client that does not keep up', () => {
  test('with / is told where its gap begins, and gets the rest when it asks from there', async () => {
    const server = await startTestServer({}, await openJournal());
    const [stalled, other] = [await connectPlain(server.url), await connectPlain(server.url)];
    webSocketOf(stalled.socket).pause();
    const text = 'x'.repeat(20_000);
    for (let sent = 0; sent < 2000; sent++) {
      await server.core.broadcastEvent({ type: 'test', text });
      await nextTurn();
    }
    await other.waitForCount(2000);
    webSocketOf(stalled.socket).resume();
    const { seq } = await stalled.waitForEvent('overflow');
    const before = stalled.received.filter(({ name }) => name === 'test').map(({ event }) => event.seq);
    expect(before).toEqual(seqsTo(seq - 1));
    const again = await connectPlain(server.url, '/', { after: seq - 1 });
    await again.waitForCount(2001 - seq);
    expect([...before, ...again.seqs]).toEqual(seqsTo(2000));
  });

  test('with /stream is known to lag until it acknowledges the newest', async () => {
    const server = await startTestServer({}, await openJournal());
    const client = await connectStream(server.url);
    client.silent = true;
    await client.subscribe(0);
    await post(server, 2 * WINDOW.events);
    await client.waitForCount(WINDOW.events / 2);
    const lag = () => server.core.stats.clients[0]?.lag;
    expect(lag()).toBe(2 * WINDOW.events);
    client.socket.emit('ack', 1);
    client.socket.emit('ack', 'everything');
    client.silent = false;
    client.socket.emit('ack', client.seqs.at(-1));
    await client.waitForCount(2 * WINDOW.events);
    await expect.poll(lag, WAIT).toBe(0);
    expect(client.seqs).toEqual(seqsTo(2 * WINDOW.events));
  });

  test('with /stream that asks for nonsense is told so, and may ask again', async () => {
    const server = await startTestServer({}, await openJournal());
    await post(server, 3);
    const client = await connectStream(server.url);
    client.socket.emit('subscribe', { after: 0, epoch: null });
    expect(await client.subscribe(-1)).toMatchObject({ error: { code: 'malformed' } });
    expect(client.events).toEqual([]);
    expect(await client.subscribe(1)).toMatchObject({ from: 2, head: 3 });
    await client.waitForCount(2);
    expect(client.seqs).toEqual([2, 3]);
  });
});
