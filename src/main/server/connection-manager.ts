import type { ClientStats } from '../../shared/stats';

/** The part of a Socket.IO socket that keeping count of it takes. */
export interface Connection {
  readonly id: string;
  readonly nsp: { readonly name: string };
  once(event: 'disconnect', listener: () => void): unknown;
}

interface Client {
  connection: Connection;
  connectedAt: number;
  /** The newest `seq` that it has; null on namespaces without positions. */
  position: (() => number) | null;
}

/** Knows who is connected, since when, and how far each client of `/stream` has got. */
export class ConnectionManager {
  readonly #clients = new Map<string, Client>();
  #total = 0;

  /** @param onChange called whenever a client comes or goes */
  constructor(private readonly onChange: () => void) {}

  /** Connections since the server was made, also those that are gone. */
  get total(): number {
    return this.#total;
  }

  get connected(): number {
    return this.#clients.size;
  }

  /** Counts a connection until it disconnects. */
  add(connection: Connection): void {
    this.#total++;
    this.#clients.set(connection.id, { connection, connectedAt: Date.now(), position: null });
    this.onChange();
    connection.once('disconnect', () => {
      this.#clients.delete(connection.id);
      this.onChange();
    });
  }

  /** Tells from now on how far a client of `/stream`, which has been added, has got. */
  follow(id: string, position: () => number): void {
    this.#clients.get(id)!.position = position;
  }

  /** @param head the newest `seq`, from which lags are reckoned */
  list(head: number): ClientStats[] {
    return [...this.#clients.values()].map(({ connection, connectedAt, position }) => ({
      id: connection.id,
      namespace: connection.nsp.name,
      connected_at: connectedAt,
      lag: position && head - position(),
    }));
  }
}
