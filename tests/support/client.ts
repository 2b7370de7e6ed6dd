import { io, type Socket } from 'socket.io-client';
import { onTestFinished, vi } from 'vitest';
import type { MonitorEvent } from '../../src/shared/events';
import type { EmitAnswer, Subscribed } from '../../src/shared/sockets';
import { TOKEN } from './server';

export interface Received {
  name: string;
  event: MonitorEvent;
}

/** A hand-made client of `/` or `/tools` that keeps all it gets. */
export class PlainClient {
  readonly received: Received[] = [];
  connections = 0;

  constructor(readonly socket: Socket) {
    socket.onAny((name: string, event: MonitorEvent) => this.received.push({ name, event }));
    socket.on('connect', () => this.connections++);
  }

  get types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  get seqs(): number[] {
    return this.received.map(({ event }) => event.seq);
  }

  /** The first event received under this name; waits for it. */
  waitForEvent(name: string): Promise<MonitorEvent> {
    return vi.waitFor(() => {
      const found = this.received.find((received) => received.name === name);
      if (!found) throw new Error(`no ${name} yet`);
      return found.event;
    }, WAIT);
  }

  waitForCount(count: number): Promise<void> {
    return vi.waitFor(() => {
      if (this.received.length < count) throw new Error(`${this.received.length} of ${count} events`);
    }, WAIT);
  }

  waitForReconnection(): Promise<void> {
    const before = this.connections;
    return vi.waitFor(() => {
      if (this.connections <= before || !this.socket.connected) throw new Error('not connected again yet');
    }, WAIT);
  }
}

/** Patience of all waiting in tests: it ends as soon as the thing has happened. */
export const WAIT = { timeout: 30_000, interval: 5 };

export async function connectPlain(
  url: string,
  namespace: '/' | '/tools' = '/',
  auth: Record<string, unknown> = {},
): Promise<PlainClient> {
  const client = new PlainClient(openSocket(url, namespace, { token: TOKEN, ...auth }));
  await connected(client.socket);
  return client;
}

/** A hand-made client of `/stream`. */
export class StreamClient {
  readonly events: MonitorEvent[] = [];
  readonly frames: number[] = [];
  /** Reads, but acknowledges nothing. */
  silent = false;

  constructor(readonly socket: Socket) {
    socket.on('batch', (events: MonitorEvent[], acknowledge?: boolean) => {
      this.frames.push(events.length);
      this.events.push(...events);
      if (acknowledge && !this.silent) socket.emit('ack', events.at(-1)?.seq);
    });
  }

  get seqs(): number[] {
    return this.events.map((event) => event.seq);
  }

  subscribe(
    after: unknown,
    epoch: unknown = null,
  ): Promise<Subscribed & { error?: { code: string; message: string } }> {
    return this.socket.timeout(10_000).emitWithAck('subscribe', { after, epoch }) as never;
  }

  waitForCount(count: number): Promise<void> {
    return vi.waitFor(() => {
      if (this.events.length < count) throw new Error(`${this.events.length} of ${count} events`);
    }, WAIT);
  }
}

export async function connectStream(
  url: string,
  token = TOKEN,
  transports?: string[],
): Promise<StreamClient> {
  const client = new StreamClient(openSocket(url, '/stream', { token }, transports));
  await connected(client.socket);
  return client;
}

/** A socket that comes back quickly and is closed when the test ends. */
export function openSocket(
  url: string,
  namespace: string,
  auth: Record<string, unknown>,
  transports = ['websocket'],
): Socket {
  const socket = io(url + namespace, {
    auth,
    forceNew: true,
    transports,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

/** Emits an event as a client does; resolves to the server's answer. */
export function emit(socket: Socket, event: unknown): Promise<EmitAnswer> {
  return socket.timeout(WAIT.timeout).emitWithAck('event', event) as Promise<EmitAnswer>;
}

export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}
