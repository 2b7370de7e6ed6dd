import { once } from 'node:events';
import net from 'node:net';

/** Has a server listen on a port of this machine, any free one unless told which; resolves with the port. */
export async function listening(server: net.Server, wanted = 0): Promise<number> {
  server.listen(wanted, '127.0.0.1');
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
    const isFree = await listening(server, port).then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
