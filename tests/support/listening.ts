import { once } from 'node:events';
import net from 'node:net';

/** Has a server listen on any free port of this machine; resolves with the port. */
export async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

let asked = 0;

/**
 * A port that nobody has, below those that the system gives away by itself, so that it is still free when it is used. Each
 * process has some of its own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 11_000 + (process.pid % 1000) * 20 + (asked++ % 20);
    const server = net.createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
