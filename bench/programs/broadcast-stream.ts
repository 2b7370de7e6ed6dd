// The subject of the broadcast figures: the server's own broadcaster behind Socket.IO as the server sets it up, fed with
// events that are stored already.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Decoder } from 'socket.io-parser';
import { PacketEncoder } from '../../src/main/server/broadcast/packet-encoder';
import { ConnectionManager } from '../../src/main/server/connection-manager';
import { EventBroadcaster } from '../../src/main/server/event-broadcaster';
import { silentLogger } from '../../src/main/server/logger';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { RingBuffer } from '../../src/main/server/ring-buffer';
import { Stats } from '../../src/main/server/stats';
import { Feed } from '../support/feed';
import { listen } from '../support/listen';

const BUFFERED = 50_000;
const BUFFERED_BYTES = 64 * 1024 * 1024;

const http = createServer();
const buffer = new RingBuffer(BUFFERED, BUFFERED_BYTES);
const connections = new ConnectionManager(() => undefined);
const broadcaster = new EventBroadcaster(buffer, connections, new Stats(), new MemoryJournal(), silentLogger);
const io = new Server(http, {
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  parser: { Encoder: PacketEncoder, Decoder },
});
io.of('/stream').on('connection', (socket) => connections.add(socket));
broadcaster.attach(io);
new Feed((event) => {
  buffer.push(event);
  broadcaster.broadcast(event, performance.now());
});
listen(http);
