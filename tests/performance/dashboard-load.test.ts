import { io } from 'socket.io-client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SocketManager } from '../../src/renderer/src/connection/socket-manager';
import { connected, connectStream, WAIT } from '../support/client';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';

const EVENTS = 1000;
const ROUNDS = 3;
/** 800 bytes, as in the strategy. */
const TEXT = 'Event 00'.repeat(100);
const MIB = 1024 * 1024;

/** What is really in use, in bytes. */
function memory(): number {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}

interface Pauses {
  /** As it is met at a moment of chance. */
  mean: number;
  longest: number;
}

/** For how long the thread did not come to anything else while `work` went on, in ms. */
async function pauses(work: () => Promise<unknown>): Promise<Pauses> {
  let last = performance.now();
  const gaps: number[] = [];
  const timer = setInterval(() => {
    gaps.push(performance.now() - last);
    last = performance.now();
  }, 1);
  await work();
  clearInterval(timer);
  gaps.push(performance.now() - last);
  const total = (figure: (gap: number) => number) => gaps.reduce((sum, gap) => sum + figure(gap), 0);
  return { mean: total((gap) => gap * gap) / total((gap) => gap), longest: Math.max(...gaps) };
}

const many = (emit: (index: number) => Promise<unknown>) =>
  timed(async () => {
    for (let index = 0; index < EVENTS; index++) await emit(index);
  });

describe('the dashboard’s client under load', { timeout: 60_000 }, () => {
  test('memory under a high event rate does not grow, and the rate is that of a bare client', async () => {
    const server = await HeadlessServer.start(temporaryHome());
    const manager = new SocketManager(server.url, server.token);
    onTestFinished(() => manager.disconnect());
    let received = 0;
    manager.onBatch((events) => {
      received += events.length;
      manager.handled(events.at(-1)!.seq);
    });
    await manager.connect();
    const bare = io(server.url, { auth: { token: server.token }, transports: ['websocket'] });
    onTestFinished(() => void bare.disconnect());
    await connected(bare);

    const own: number[] = [];
    const control: number[] = [];
    const memories: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      control.push(
        await many((index) => bare.timeout(10_000).emitWithAck('event', { type: 'note', index, text: TEXT })),
      );
      own.push(await many((index) => manager.emitEvent('note', { index, text: TEXT })));
      await vi.waitFor(() => expect(received).toBe(2 * EVENTS * (round + 1)), WAIT);
      memories.push(memory());
    }
    // The first round pays for what is made once. Of all that came since, a client that kept it would have 3 MiB in text.
    expect(memories[2]! - memories[0]!).toBeLessThan(2 * MIB);
    expect(Math.min(...own)).toBeLessThanOrEqual(3 * Math.min(...control));
  });

  test('responsiveness under load is that of a bare client that gets as many events', async () => {
    const server = await HeadlessServer.start(temporaryHome());
    const bare = await connectStream(server.url, server.token);
    await bare.subscribe(0);
    const pour = async () => {
      for (let index = 0; index < EVENTS; index += 100)
        await server.post(Array.from({ length: 100 }, () => ({ type: 'load', text: TEXT })));
    };
    const control: Pauses[] = [];
    for (let round = 1; round <= ROUNDS; round++)
      control.push(await pauses(() => pour().then(() => bare.waitForCount(round * EVENTS))));
    bare.socket.disconnect();

    const manager = new SocketManager(server.url, server.token);
    onTestFinished(() => manager.disconnect());
    let newest = 0;
    manager.onBatch((events) => {
      newest = events.at(-1)!.seq;
      manager.handled(newest);
    });
    await manager.connect();
    const caughtUp = (round: number) => vi.waitFor(() => expect(newest).toBe(round * EVENTS), WAIT);
    await caughtUp(ROUNDS);
    const own: Pauses[] = [];
    for (let round = ROUNDS + 1; round <= 2 * ROUNDS; round++)
      own.push(await pauses(() => pour().then(() => caughtUp(round))));
    const least = (figure: keyof Pauses) => Math.min(...own.map((pause) => pause[figure]));
    const most = (figure: keyof Pauses) => Math.max(...control.map((pause) => pause[figure]));
    expect(least('mean')).toBeLessThanOrEqual(5 + most('mean'));
    expect(least('longest')).toBeLessThanOrEqual(50 + most('longest'));
  });
});
