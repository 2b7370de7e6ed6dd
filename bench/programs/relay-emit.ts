// What most programs do: node:http and Socket.IO, each event emitted by itself, without a journal.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen } from '../support/listen';

const http = createServer((request, response) => {
  if (request.method !== 'POST') return;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as object;
    io.emit('tool_event', { seq: ++seq, ...event });
    response.writeHead(204);
    response.end();
  });
});
let seq = 0;
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
listen(http);
