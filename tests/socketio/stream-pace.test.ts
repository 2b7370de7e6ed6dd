import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  AskPace,
  StreamClient,
  WINDOW,
  type StreamSocket,
} from '../../src/main/server/broadcast/stream-client';

/** The server's end of a client's connection, as far as keeping count of it asks. */
class Connection extends EventEmitter {
  connected = true;

  leave(): void {
    this.connected = false;
    this.emit('disconnect');
  }
}

function clientOf(): { client: StreamClient; connection: Connection } {
  const connection = new Connection();
  return { client: new StreamClient(connection as unknown as StreamSocket), connection };
}

/** Whether a promise has resolved by the end of this turn. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => (over = true));
  await nextTurn();
  return over;
}

const HALF = { events: WINDOW.events / 2, bytes: WINDOW.bytes / 2 };
const few = (events: number) => ({ events, bytes: 0 });
const heavy = (bytes: number) => ({ events: 0, bytes });

describe('acknowledgements that followers are asked for', () => {
  test('one is asked for after half a window of events, and counting begins anew', () => {
    const pace = new AskPace();
    expect([HALF.events - 1, 1, HALF.events - 1, 1].map((count) => pace.asks(few(count)))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test('one is asked for after half a window of bytes, and counting begins anew', () => {
    const pace = new AskPace();
    const asked = [HALF.bytes - 1, 1, HALF.bytes - 1, 1].map((bytes) => pace.asks(heavy(bytes)));
    expect(asked).toEqual([false, true, false, true]);
    pace.asks({ events: HALF.events - 1, bytes: HALF.bytes });
    expect(pace.asks(few(HALF.events - 1))).toBe(false);
  });
});

describe('client of /stream', () => {
  test('client is asked after half a window, counted from when it was asked last', () => {
    const { client } = clientOf();
    client.begin(0);
    expect(client.asks(few(HALF.events - 1))).toBe(false);
    expect(client.asks(few(HALF.events))).toBe(true);
    expect(client.asks(heavy(HALF.bytes - 1))).toBe(false);
    expect(client.asks(heavy(HALF.bytes))).toBe(true);
    client.note({ events: 100, bytes: 200 }, 100, false);
    expect(client.asks(few(HALF.events - 101))).toBe(false);
    expect(client.asks(few(HALF.events - 100))).toBe(true);
    expect(client.asks(heavy(HALF.bytes - 200))).toBe(true);
    client.note({ events: 10, bytes: 10 }, 110, true);
    expect(client.asks(few(HALF.events - 1))).toBe(false);
    client.acknowledge(110);
    expect(client.asks(few(HALF.events - 1))).toBe(false);
    expect(client.asks({ events: HALF.events, bytes: 0 })).toBe(true);
  });

  test.each([
    ['events', few(WINDOW.events - 1), few(1)],
    ['bytes', heavy(WINDOW.bytes - 1), heavy(1)],
  ])('client is sent no more beyond a window of %s until it acknowledges', async (_what, much, rest) => {
    const { client } = clientOf();
    client.begin(0);
    client.note(much, 10, true);
    expect(client.open).toBe(true);
    await client.opened();
    client.note(rest, 20, true);
    expect(client.open).toBe(false);
    const opened = client.opened();
    expect(await isOver(opened)).toBe(false);
    client.acknowledge(9);
    expect(await isOver(opened)).toBe(false);
    client.acknowledge(10);
    expect(await isOver(opened)).toBe(true);
    expect(client.open).toBe(true);
  });

  test('client is as far as it was sent while it owes nothing, else as far as it acknowledged', () => {
    const { client } = clientOf();
    client.begin(7);
    expect(client.position).toBe(7);
    client.note(few(3), 10, false);
    expect(client.position).toBe(10);
    client.note(few(1), 11, true);
    client.note(few(1), 12, false);
    client.note(few(1), 13, true);
    expect(client.position).toBe(7);
    client.acknowledge(11);
    expect(client.position).toBe(11);
    client.acknowledge(13);
    expect(client.position).toBe(13);
    client.note(few(1), 14, false);
    expect(client.position).toBe(14);
  });

  test('client that begins anew owes nothing of what was before', () => {
    const { client } = clientOf();
    client.begin(0);
    client.note(few(WINDOW.events), 10, true);
    client.begin(3);
    expect(client).toMatchObject({ open: true, position: 3, sent: 3 });
    expect(client.asks(few(HALF.events - 1))).toBe(false);
  });

  test('client that goes is waited for no longer', async () => {
    const { client, connection } = clientOf();
    client.begin(0);
    client.note(few(WINDOW.events), 10, true);
    const opened = client.opened();
    expect(await isOver(opened)).toBe(false);
    connection.leave();
    expect(await isOver(opened)).toBe(true);
    expect(await isOver(client.opened())).toBe(true);
  });

  test('client’s turn lasts until the next one, or until it goes', async () => {
    const { client, connection } = clientOf();
    client.begin(0);
    client.note(few(WINDOW.events), 10, true);
    const first = client.turn();
    const opened = client.opened();
    expect(first()).toBe(true);
    const second = client.turn();
    expect(await isOver(opened)).toBe(true);
    expect([first(), second()]).toEqual([false, true]);
    connection.leave();
    expect(second()).toBe(false);
  });
});
