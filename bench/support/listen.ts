import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on any free port of the loopback, tells it to whoever started this process, and ends when they are gone. */
export function listen(server: Server): void {
  process.on('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
}
