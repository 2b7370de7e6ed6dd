import type { Socket } from 'socket.io-client';
import type { WebSocket } from 'ws';

/** What carries a client that has connected by WebSocket: paused, it stops reading. */
export function webSocketOf({ io }: Socket): WebSocket {
  return (io.engine as unknown as { transport: { ws: WebSocket } }).transport.ws;
}
