import { aroundFirst, type JsonText } from './packet-encoder';
import { isIdle, type Transport } from './write-buffer';

/** What Engine.IO's transport of that name writes to, a `WebSocket` of ws. It tells this by no public name. */
interface WebSocketTransport {
  socket: { send(message: Buffer, options: { binary: boolean }): void };
}

/** Engine.IO's mark of a message, in front of Socket.IO's packet. */
const MESSAGE = '4';

/**
 * One packet, for one client or many, encoded once. Engine.IO's queue, events and callbacks for each client would cost
 * as much as a third of the writing itself, so that it is passed by where it would add nothing.
 */
export class SharedFrame {
  readonly #bytes: Buffer;

  constructor(namespace: string, name: string, content: JsonText, ...rest: unknown[]) {
    const [before, after] = aroundFirst(namespace, name, rest);
    this.#bytes = content.bytesBetween(MESSAGE + before, after);
  }

  /** Sends it at once; returns false, with nothing sent, where it has to go Engine.IO's way. */
  sendTo(client: Transport): boolean {
    const { conn } = client;
    const transport: typeof conn.transport & Partial<WebSocketTransport> = conn.transport;
    // What waits in Engine.IO came before.
    const isFree = transport.writable && isIdle(client);
    if (transport.name !== 'websocket' || conn.readyState !== 'open' || !isFree) return false;
    transport.socket?.send(this.#bytes, { binary: false });
    return transport.socket !== undefined;
  }
}
