import { createServer } from 'node:net';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SocketManager, type SocketState } from '../../src/renderer/src/connection/socket-manager';
import { WAIT } from '../support/client';
import { freePort, listening } from '../support/listening';
import { startTestServer, TOKEN } from '../support/server';
import { startStreamDouble } from './stream-double';

vi.mock('socket.io-client', { spy: true });

function managerOf(url: string, token = TOKEN): SocketManager {
  const manager = new SocketManager(url, token);
  onTestFinished(() => manager.disconnect());
  return manager;
}

/** What the attempts to connect wait for one after the other, in ms. */
const BACKOFF = [1000, 2000, 4000, 5000, 5000];

/** Connects, and lets so much time pass after each failure; resolves once the last attempt has failed as well. */
async function failsAgainAfter(manager: SocketManager, delays: readonly number[]): Promise<void> {
  let failed = (): void => undefined;
  const failure = (): Promise<void> => new Promise((resolve) => (failed = resolve));
  manager.onState((state) => state === 'offline' && failed());

  let next = failure();
  manager.connect().catch(() => undefined);
  for (const delay of delays) {
    await next;
    next = failure();
    vi.advanceTimersByTime(delay);
  }
  await next;
}

/** A TCP server that does with each connection what the test says. */
async function tcpServer(onConnection: (close: () => void) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    onConnection(() => socket.destroy());
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${await listening(server)}`;
}

describe('a connection of the dashboard', { tags: 'critical' }, () => {
  test('goes to the stream of the given address, and is kept up for ever', async () => {
    const { url } = await startTestServer();
    const manager = managerOf(url);
    await manager.connect();
    expect(manager.isConnected()).toBe(true);
    const options = {
      auth: { token: TOKEN },
      transports: ['websocket', 'polling'],
      timeout: 20_000,
      reconnection: true,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
      reconnectionAttempts: Infinity,
    };
    expect(io).toHaveBeenLastCalledWith(`${url}/stream`, expect.objectContaining(options));
  });

  test('tells how it stands: connecting, live, offline', async () => {
    const { url, core } = await startTestServer();
    const manager = managerOf(url);
    const states: SocketState[] = [];
    manager.onState((state) => states.push(state));
    await manager.connect();
    await vi.waitFor(() => expect(states).toEqual(['connecting', 'live']), WAIT);
    await core.forceStop();
    await vi.waitFor(() => expect(states.at(-1)).toBe('offline'), WAIT);
    expect(manager.isConnected()).toBe(false);
  });

  test('fails to begin where nobody listens, and comes about once somebody does', async () => {
    const port = await freePort();
    const manager = managerOf(`http://127.0.0.1:${port}`);
    await expect(manager.connect()).rejects.toThrow();
    expect(manager.isConnected()).toBe(false);

    await startTestServer({ port });
    await vi.waitFor(() => expect(manager.isConnected()).toBe(true), WAIT);
  });

  test('is refused with a wrong token, and made once the server takes it', async () => {
    const first = await startTestServer({ token: 'another' });
    const port = first.core.port!;
    const manager = managerOf(first.url);
    await expect(manager.connect()).rejects.toThrow('unauthorized');
    expect(manager.isConnected()).toBe(false);

    await first.core.forceStop();
    await startTestServer({ port });
    await vi.waitFor(() => expect(manager.isConnected()).toBe(true), WAIT);
  });

  test('comes back after the server has sent the client away', async () => {
    const server = await startStreamDouble();
    const manager = managerOf(server.url);
    await manager.connect();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), WAIT);
    server.sendAway();
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), WAIT);
    expect(manager.isConnected()).toBe(true);
  });

  test('ends with disconnect, also while it is only being made', async () => {
    const silent = await tcpServer(() => undefined);
    const manager = managerOf(silent);
    const connecting = manager.connect();
    manager.disconnect();
    await expect(connecting).rejects.toThrow('closed');
    expect(manager.isConnected()).toBe(false);
  });
});

describe('an attempt to connect', { tags: 'critical' }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // socket.io varies its delays by chance; without chance they can be told in advance.
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.mocked(Math.random).mockRestore();
  });

  test('is given up as timed out after twenty seconds of silence', async () => {
    let taken = (): void => undefined;
    const accepted = new Promise<void>((resolve) => (taken = resolve));
    const manager = managerOf(await tcpServer(() => taken()));
    const connecting = manager.connect();
    const refused = expect(connecting).rejects.toThrow('timeout');
    await accepted;
    vi.advanceTimersByTime(20_000);
    await refused;
    expect(manager.isConnected()).toBe(false);
  });

  test('that the server refuses is followed by others after as long', async () => {
    const { url } = await startTestServer();
    const wait = vi.spyOn(globalThis, 'setTimeout');
    const manager = new SocketManager(url, 'a wrong token');
    onTestFinished(() => manager.disconnect());
    await failsAgainAfter(manager, BACKOFF);
    const delays = wait.mock.calls.map(([, delay]) => delay).filter((delay) => BACKOFF.includes(delay ?? 0));
    expect(delays.slice(0, BACKOFF.length)).toEqual(BACKOFF);
  });

  test('is followed by others after 1, 2, 4 and then every 5 seconds', async () => {
    const wait = vi.spyOn(globalThis, 'setTimeout');
    const manager = managerOf(await tcpServer((close) => close()));
    await failsAgainAfter(manager, BACKOFF);
    const delays = wait.mock.calls.map(([, delay]) => delay).filter((delay) => delay !== 20_000);
    expect(delays.slice(0, BACKOFF.length)).toEqual(BACKOFF);
  });
});
