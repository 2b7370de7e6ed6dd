// What most programs do: Socket.IO, and each event emitted by itself.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Feed } from '../support/feed';
import { listen } from '../support/listen';

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
new Feed((_stored, event) => io.emit('tool_event', event));
listen(http);
