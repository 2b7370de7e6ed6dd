import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * What a server without Tooltrail would do: `ws` with the frames of `/stream`, gathered per turn of the event loop. It
 * greets clients as Socket.IO does, so that both sides have the same clients, and knows nothing else.
 */
export class BareStream {
  readonly #clients = new Set<WebSocket>();
  #gathered: string[] = [];

  constructor(http: Server) {
    const server = new WebSocketServer({ server: http, perMessageDeflate: false });
    server.on('connection', (client) => {
      client.on('message', (message: Buffer) => this.#answer(client, message.toString()));
      client.on('close', () => this.#clients.delete(client));
      client.send('0{}');
    });
  }

  /** Sends the text of an event to all clients at the end of this turn. */
  push(event: string): void {
    if (this.#gathered.push(event) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const frame = Buffer.from(`42/stream,["batch",[${this.#gathered.join()}]]`);
    this.#gathered = [];
    for (const client of this.#clients) client.send(frame, { binary: false });
  }

  #answer(client: WebSocket, message: string): void {
    if (message.startsWith('40')) client.send('40/stream,{}');
    if (!message.startsWith('42/stream,0')) return;
    client.send('43/stream,0[{}]');
    this.#clients.add(client);
  }
}
