import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Decoder } from 'socket.io-parser';
import { expect, onTestFinished, test } from 'vitest';
import { PacketEncoder } from '../../src/main/server/broadcast/packet-encoder';
import { ConnectionManager } from '../../src/main/server/connection-manager';
import { EventBroadcaster } from '../../src/main/server/event-broadcaster';
import { silentLogger } from '../../src/main/server/logger';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { RingBuffer, storedEvent } from '../../src/main/server/ring-buffer';
import { Stats } from '../../src/main/server/stats';
import { connectPlain } from '../support/client';
import { listening } from '../support/listening';
import { events } from '../support/stream-frames';

test('event that comes in the very turn in which its first client is let in reaches it', async () => {
  const http = createServer();
  const io = new Server(http, { parser: { Encoder: PacketEncoder, Decoder } });
  onTestFinished(() => io.close());
  const buffer = new RingBuffer(10, 10_000);
  const broadcaster = new EventBroadcaster(
    buffer,
    new ConnectionManager(() => undefined),
    new Stats(),
    new MemoryJournal(),
    silentLogger,
  );
  io.use((_socket, next) => {
    const [stored] = events(1).map(storedEvent);
    buffer.push(stored!);
    broadcaster.broadcast(stored!, performance.now());
    next();
  });
  broadcaster.attach(io);
  const client = await connectPlain(`http://127.0.0.1:${await listening(http)}`);
  await client.waitForCount(1);
  expect(client.seqs).toEqual([1]);
});
