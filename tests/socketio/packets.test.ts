import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import { Encoder, PacketType, type Packet } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import { JsonText, PacketEncoder } from '../../src/main/server/broadcast/packet-encoder';
import { SharedFrame } from '../../src/main/server/broadcast/shared-frame';
import { drained, exceeds, isIdle, type Transport } from '../../src/main/server/broadcast/write-buffer';
import { startStreamDouble } from '../dashboard/stream-double';
import { connected, openSocket } from '../support/client';

const EVENTS = [{ seq: 1, text: 'ünï "quoted"' }, { seq: 2 }];
const TEXT = JSON.stringify(EVENTS);
const UTF8 = new TextEncoder().encode(TEXT);

const packet = (nsp: string, ...data: unknown[]): Packet => ({ type: PacketType.EVENT, nsp, data });

/** A client of a namespace, and the server's end of its connection. */
async function pairOf(transport: string) {
  const { io, url } = await startStreamDouble();
  const came = new Promise<Socket>((resolve) => io.of('/stream').once('connection', resolve));
  const client = openSocket(url, '/stream', {}, [transport]);
  await connected(client);
  const received: unknown[][] = [];
  client.onAny((...message: unknown[]) => received.push(message));
  return { client, received, socket: await came };
}

describe('packet of events', () => {
  test.each([
    ['/', []],
    ['/stream', []],
    ['/stream', [true]],
    ['/stream', [true, { more: null }]],
  ])('packet is the one that Socket.IO makes of the same for %s and %j', (namespace, rest) => {
    const usual = new Encoder().encode(packet(namespace, 'batch', EVENTS, ...rest));
    for (const content of [TEXT, UTF8])
      expect(new PacketEncoder().encode(packet(namespace, 'batch', new JsonText(content), ...rest))).toEqual(
        usual,
      );
  });

  test('packet of any other kind is left to Socket.IO', () => {
    const others: Packet[] = [
      packet('/', 'stats'),
      packet('/', 'name', { a: 1 }),
      packet('/', 'binary', { bytes: new Uint8Array([97]) }),
      { type: PacketType.CONNECT, nsp: '/', data: { sid: 'a' } },
      { type: PacketType.ACK, nsp: '/', id: 3, data: [{ a: 1 }] },
      { type: PacketType.DISCONNECT, nsp: '/stream' },
    ];
    for (const other of others)
      expect(new PacketEncoder().encode(structuredClone(other))).toEqual(new Encoder().encode(other));
  });

  test('packet’s text is put together as UTF-8, whichever form it has', () => {
    for (const content of [TEXT, UTF8]) {
      expect(new JsonText(content).text).toBe(TEXT);
      expect(new JsonText(content).bytesBetween('<ä', 'ö>').toString()).toBe(`<ä${TEXT}ö>`);
    }
  });
});

describe('frame for many clients', () => {
  test.each([[TEXT], [UTF8]])('frame arrives as any event', async (content) => {
    const { socket, received } = await pairOf('websocket');
    expect(new SharedFrame('/stream', 'batch', new JsonText(content), true).sendTo(socket)).toBe(true);
    expect(new SharedFrame('/stream', 'batch', new JsonText('[]')).sendTo(socket)).toBe(true);
    await expect
      .poll(() => received)
      .toEqual([
        ['batch', EVENTS, true],
        ['batch', []],
      ]);
  });

  test('frame waits its turn: what was emitted before goes first', async () => {
    const { socket, received } = await pairOf('websocket');
    socket.emit('first');
    const frame = new SharedFrame('/stream', 'second', new JsonText('[]'));
    expect(frame.sendTo(socket)).toBe(false);
    await expect.poll(() => frame.sendTo(socket)).toBe(true);
    await expect.poll(() => received).toEqual([['first'], ['second', []]]);
  });

  test('frame cannot go to clients that poll, or are gone', async () => {
    const polling = await pairOf('polling');
    const frame = new SharedFrame('/stream', 'batch', new JsonText('[]'));
    expect(frame.sendTo(polling.socket)).toBe(false);
    const { client, socket } = await pairOf('websocket');
    const gone = new Promise((resolve) => socket.conn.once('close', resolve));
    client.disconnect();
    await gone;
    expect(frame.sendTo(socket)).toBe(false);
  });
});

/** A connection of Engine.IO with so much in its queue. */
class Connection extends EventEmitter {
  readyState = 'open';

  constructor(public writeBuffer: { data?: string | Buffer }[]) {
    super();
  }

  get transport(): Transport {
    return { conn: this } as unknown as Transport;
  }

  leave(readyState: string, event: string): void {
    this.writeBuffer = [];
    this.readyState = readyState;
    this.emit(event);
  }
}

describe('what waits for the network', () => {
  test('idle is a client for which nothing waits', () => {
    expect(isIdle(new Connection([]).transport)).toBe(true);
    expect(isIdle(new Connection([{ data: '' }]).transport)).toBe(false);
  });

  test('too much are more packets than so many, or more text', () => {
    const waiting = (...sizes: number[]) =>
      new Connection(sizes.map((size) => ({ data: 'x'.repeat(size) }))).transport;
    expect(exceeds(waiting(1, 1), 2, 100)).toBe(false);
    expect(exceeds(waiting(1, 1, 1), 2, 100)).toBe(true);
    expect(exceeds(waiting(50, 50), 2, 100)).toBe(false);
    expect(exceeds(waiting(50, 51), 2, 100)).toBe(true);
    expect(exceeds(new Connection([{}, { data: Buffer.alloc(7) }]).transport, 2, 6)).toBe(true);
    expect(exceeds(new Connection([{}, { data: Buffer.alloc(7) }]).transport, 2, 7)).toBe(false);
  });

  test.each([
    ['the network has it', 'open', 'drain'],
    ['the client is gone', 'closed', 'close'],
  ])('waiting ends when %s', async (_when, state, event) => {
    const connection = new Connection([{ data: 'x' }]);
    let ended = false;
    const end = drained(connection.transport).then(() => (ended = true));
    await nextTurn();
    expect(ended).toBe(false);
    connection.leave(state, event);
    await end;
    expect(connection.listenerCount('drain') + connection.listenerCount('close')).toBe(0);
  });

  test('there is no waiting for who has everything, or is gone', async () => {
    const [idle, gone] = [new Connection([]), new Connection([{ data: 'x' }])];
    gone.readyState = 'closing';
    await Promise.all([drained(idle.transport), drained(gone.transport)]);
    expect(idle.listenerCount('drain') + gone.listenerCount('drain')).toBe(0);
  });
});
