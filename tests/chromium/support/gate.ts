import { createServer, request as send, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { APP_ORIGIN } from '../../../src/main/server/auth';
import { listening } from '../../support/listening';

/**
 * Stands before a server on loopback and lets a page of this origin in as the app's own, whose origin no browser can
 * have. Everything else passes as it is.
 *
 * @returns its address, and how to end it
 */
export async function openGate(port: number, origin: string): Promise<{ url: string; close: () => void }> {
  const inwards = (headers: IncomingHttpHeaders): IncomingHttpHeaders => ({
    ...headers,
    host: `127.0.0.1:${port}`,
    ...(headers.origin === origin && { origin: APP_ORIGIN }),
  });
  const outwards = (headers: IncomingHttpHeaders): IncomingHttpHeaders => ({
    ...headers,
    ...(headers['access-control-allow-origin'] === APP_ORIGIN && { 'access-control-allow-origin': origin }),
  });
  const server = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    const forward = send({ port, host: '127.0.0.1', method, path, headers: inwards(headers) }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, outwards(answered.headers));
      answered.pipe(answer);
    });
    forward.on('error', () => answer.destroy());
    incoming.pipe(forward);
  });
  const sockets = new Set<Socket>();
  server.on('upgrade', ({ method, url: path, headers }, socket: Socket, head) => {
    const onward = connect(port, '127.0.0.1', () => {
      const lines = Object.entries(inwards(headers)).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => [socket, onward].forEach((other) => other.destroy()));
    }
  });
  return {
    url: `http://127.0.0.1:${await listening(server)}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
