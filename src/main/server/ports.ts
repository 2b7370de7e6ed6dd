import type { Server as HttpServer } from 'node:http';
import net from 'node:net';

/** Tried in turn when the wanted port belongs to somebody else. */
const FALLBACK_PORTS = Array.from({ length: 20 }, (_, index) => 8766 + index);
/** How often another free port is asked for when the system's choice is taken on ::1. */
const ANY_PORT_TRIES = 20;

/** Where the server listens. `close` gives ::1 back; 127.0.0.1 is given back by closing the server itself. */
export interface Listener {
  port: number;
  /** The wanted port was somebody else's. */
  fellBack: boolean;
  close: () => void;
}

/** No port of the range is free. */
export class NoFreePort extends Error {
  override name = 'NoFreePort';
}

/**
 * Lets `server` listen on 127.0.0.1 and, where the machine has it, on ::1 with the same port: hooks say `localhost`,
 * and nobody else shall answer there. Tries `wanted`, then 8766–8785; 0 takes any free port.
 *
 * @throws NoFreePort when all are taken
 */
export async function listenOnLoopback(server: HttpServer, wanted: number): Promise<Listener> {
  const candidates =
    wanted === 0
      ? Array<number>(ANY_PORT_TRIES).fill(0)
      : [wanted, ...FALLBACK_PORTS.filter((port) => port !== wanted)];
  for (const candidate of candidates) {
    const port = await tryListen(server, '127.0.0.1', candidate);
    if (port === null) continue;
    const second = net.createServer((socket) => server.emit('connection', socket));
    const taken = (await tryListen(second, '::1', port)) === null;
    if (taken) {
      await new Promise((resolve) => server.close(resolve));
      continue;
    }
    return { port, fellBack: wanted !== 0 && port !== wanted, close: () => second.close() };
  }
  throw new NoFreePort(
    `Port ${wanted} is taken by another program, and so are ${FALLBACK_PORTS[0]} to ${FALLBACK_PORTS.at(-1)}`,
  );
}

/** The port, or null where it is taken. A machine without IPv6 has no ::1 that anybody could take: that is fine. */
function tryListen(server: net.Server, host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.removeListener('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else if (host === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(error.code ?? ''))
        resolve(port);
      else reject(error);
    };
    const onListening = () => {
      server.removeListener('error', onError);
      resolve((server.address() as net.AddressInfo).port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen({ host, port, exclusive: true });
  });
}
