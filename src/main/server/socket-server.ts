import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { Decoder } from 'socket.io-parser';
import { LIMITS } from '../../shared/limits';
import { APP_ORIGIN, refusalOf, type TokenCheck } from './auth';
import { PacketEncoder } from './broadcast/packet-encoder';
import { crowdedness, type ConnectionLimits } from './http/limited-server';
import type { Stats } from './stats';

/** Room for Socket.IO's own framing around a payload of the largest size. */
const FRAMING_BYTES = 64 * 1024;

/** A Socket.IO server that takes no connection from elsewhere than HTTP does, and not more than `limits` say. */
export function createSocketServer(
  http: HttpServer,
  port: () => number,
  token: TokenCheck,
  limits: ConnectionLimits,
  stats: Stats,
): Server {
  const io: Server = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: LIMITS.bodyBytes + FRAMING_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: limits.authTimeout,
    cors: { origin: APP_ORIGIN },
    parser: { Encoder: PacketEncoder, Decoder },
    allowRequest: (request, decide) => {
      const refusal = refusalOf(request, port(), token) ?? crowdedness(io, limits);
      if (refusal) stats.drop('forbidden');
      decide(refusal, refusal === null);
    },
  });
  return io;
}

/**
 * Lets clients into a namespace who have the token, and into an open one those who name none.
 *
 * @param ready what they have to wait for, or null. The token is looked at again then, as it may have been replaced.
 */
export function guard(
  io: Server,
  namespace: string,
  token: TokenCheck,
  open: boolean,
  ready: () => Promise<void> | null,
): void {
  io.of(namespace).use(({ handshake }, next) => {
    const named: unknown = handshake.auth['token'];
    const isWelcome = () => (open && named === undefined) || token.matches(named);
    const decide = () => next(isWelcome() ? undefined : new Error('unauthorized'));
    const wait = isWelcome() ? ready() : null;
    if (wait) void wait.then(decide);
    else decide();
  });
}
