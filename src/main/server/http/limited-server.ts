import { createServer, type Server as HttpServer } from 'node:http';
import type { Server as SocketServer } from 'socket.io';

/** What clients may take of the server, and how long. */
export interface ConnectionLimits {
  /** Most open connections, on each address that the server listens on. Those beyond are closed at once. */
  connections: number;
  /** Most clients of Socket.IO. Those beyond are refused in words. */
  clients: number;
  /** How long a client may take to send a request's headers, and the whole of it, in ms. */
  headersTimeout: number;
  requestTimeout: number;
  /** How long a client of Socket.IO may take to show its token, in ms. */
  authTimeout: number;
  /** How often slow clients are looked for, in ms. */
  checkInterval: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  connections: 2500,
  clients: 2000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  authTimeout: 10_000,
  checkInterval: 5000,
};

/** An HTTP server that lets nobody hold more of it, or longer, than `limits` say. */
export function createLimitedServer(limits: ConnectionLimits): HttpServer {
  const server = createServer({
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: limits.checkInterval,
  });
  server.maxConnections = limits.connections;
  return server;
}

/** Why one more client of Socket.IO has no place, or null. */
export function crowdedness({ engine }: SocketServer, { clients }: ConnectionLimits): string | null {
  return engine.clientsCount < clients ? null : `At most ${clients} clients may be connected`;
}
