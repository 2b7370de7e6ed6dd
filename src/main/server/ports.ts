import type { Server as HttpServer } from 'node:http';
import net from 'node:net';
import { addressesFor } from './addresses';

/** Tried in turn when the wanted port belongs to somebody else. */
const FALLBACK_PORTS = Array.from({ length: 20 }, (_, index) => 8766 + index);
/** How often another free port is asked for when the system's choice is taken on another address. */
const ANY_PORT_TRIES = 20;

/** What a system says of a port that is somebody else's, and of `::1` where it has no IPv6. */
const TAKEN = new Set<string | undefined>(['EADDRINUSE', 'EACCES']);
const NO_IPV6 = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/**
 * Where the server listens. `close` gives all but the first address back, and resolves once nobody is connected to them;
 * the first closes with the server itself.
 */
export interface Listener {
  port: number;
  /** The wanted port was somebody else's. */
  fellBack: boolean;
  close: () => Promise<void>;
}

/** No port of the range is free. */
export class NoFreePort extends Error {
  override name = 'NoFreePort';
}

/**
 * Lets `server` listen on the addresses of `host`: for loopback 127.0.0.1 and, where the machine has it, ::1 with the
 * same port, as hooks say `localhost`, and nobody else shall answer there. Tries `wanted`, then 8766–8785; 0 takes any
 * free port.
 *
 * @throws NoFreePort when all are taken
 */
export async function listen(server: HttpServer, host: string, wanted: number): Promise<Listener> {
  const [first, ...others] = addressesFor(host);
  const candidates =
    wanted === 0
      ? Array<number>(ANY_PORT_TRIES).fill(0)
      : [wanted, ...FALLBACK_PORTS.filter((port) => port !== wanted)];
  for (const candidate of candidates) {
    const port = await tryListen(server, first, candidate);
    if (port === null) continue;
    const close = await listenToo(server, others, port);
    if (close) return { port, fellBack: wanted !== 0 && port !== wanted, close };
    await new Promise((resolve) => server.close(resolve));
  }
  throw new NoFreePort(
    `Port ${wanted} is taken by another program, and so are ${FALLBACK_PORTS[0]} to ${FALLBACK_PORTS.at(-1)}`,
  );
}

/** Hands `server` the connections to further addresses; returns how to stop that, or null where one is taken. */
async function listenToo(
  server: HttpServer,
  hosts: string[],
  port: number,
): Promise<Listener['close'] | null> {
  const others: net.Server[] = [];
  const close = async () => {
    await Promise.all(others.map((other) => new Promise((resolve) => other.close(resolve))));
  };
  for (const host of hosts) {
    const other = net.createServer((socket) => server.emit('connection', socket));
    other.maxConnections = server.maxConnections;
    others.push(other);
    if ((await tryListen(other, host, port)) === null) {
      await close();
      return null;
    }
  }
  return close;
}

/** The port, or null where it is taken. A machine without IPv6 has no ::1 that anybody could take: that is fine. */
function tryListen(server: net.Server, host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.removeListener('listening', onListening);
      if (TAKEN.has(error.code)) resolve(null);
      else if (host === '::1' && NO_IPV6.has(error.code)) resolve(port);
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
