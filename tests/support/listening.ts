import { once } from 'node:events';
import net from 'node:net';

/** Has a server listen on any free port of this machine; resolves with the port. */
export async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** A port that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}
