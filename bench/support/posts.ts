import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

export interface PostOptions {
  port: number;
  /** Whole requests as they go over the wire; they take turns. */
  requests: readonly Buffer[];
  /** How many are under way at a time. */
  connections: number;
  /** How long to go on, in ms. */
  duration: number;
}

/** A whole request with a JSON body. */
export function postRequest(port: number, path: string, body: unknown, keepAlive = true): Buffer {
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `Connection: ${keepAlive ? 'keep-alive' : 'close'}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}

/** True for a whole answer without a body that says that all went well. */
export function isNoContent(chunk: Buffer): boolean {
  return (
    chunk.toString('latin1', 0, 12) === 'HTTP/1.1 204' &&
    chunk.compare(HEAD_END, 0, 4, chunk.length - 4) === 0
  );
}

/** Posts as fast as answers come, over connections that stay open; returns how many came. */
export async function postOverKeptConnections(options: PostOptions): Promise<number> {
  const { connections } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(options.port)));
  let answered = 0;
  const end = performance.now() + options.duration;
  await Promise.all(
    sockets.map((socket, first) => {
      let next = first;
      const post = () => {
        socket.write(options.requests[next % options.requests.length]!);
        next += connections;
      };
      return new Promise<void>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('data', (chunk: Buffer) => {
          if (!isNoContent(chunk)) return reject(new Error(`refused: ${chunk.toString('latin1')}`));
          answered++;
          if (performance.now() < end) return post();
          socket.end();
          resolve();
        });
        post();
      });
    }),
  );
  return answered;
}

/** Posts as fast as answers come, each over a connection of its own; returns how many came. */
export async function postOverNewConnections(options: PostOptions): Promise<number> {
  const { port, requests, connections, duration } = options;
  let answered = 0;
  const end = performance.now() + duration;
  await Promise.all(
    Array.from({ length: connections }, async (_, first) => {
      for (let next = first; performance.now() < end; next += connections) {
        await postOnce(port, requests[next % requests.length]!);
        answered++;
      }
    }),
  );
  return answered;
}

/** Resolves when the answer has come and the connection is closed. */
function postOnce(port: number, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let good = false;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => (good = isNoContent(chunk)));
    socket.on('close', () => {
      if (good) resolve();
      else reject(new Error('a request was refused'));
    });
    socket.write(request);
  });
}

export function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}
