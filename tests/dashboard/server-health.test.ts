import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ServerHealth } from '../../src/renderer/src/connection/server-health.svelte';
import { healthOf } from '../../src/renderer/src/server/health';
import { refusedWords } from '../../src/renderer/src/shell/health-words';
import { Traffic } from '../../src/renderer/src/connection/traffic.svelte';
import type { ServerStatus } from '../../src/shared/ipc';
import { WAIT } from '../support/client';
import { startTestServer } from '../support/server';
import { BridgeDouble, openDashboard, PageDouble } from './window-double';

const RUNNING: ServerStatus = { state: 'running', port: 8765, notice: null };

describe('server health', () => {
  test('health of a server without trouble says that all is well', async () => {
    const { core } = await startTestServer();
    expect(healthOf(RUNNING, core.stats)).toEqual([
      { tone: 'ok', text: expect.stringMatching(/^All is well/) as string },
    ]);
  });

  test('health names what was refused, and tells a notice', async () => {
    const server = await startTestServer();
    await server.post('/api/events', { no: 'type' });
    await server.post('/api/events', [{ no: 'type' }, { type: 'x' }]);
    const stats = { ...server.core.stats, latency: { p50: 0, p95: 0, p99: 0, max: 0 } };
    const texts = healthOf({ ...RUNNING, notice: 'Port taken' }, stats).map(({ text }) => text);
    expect(texts).toEqual(['2 events were refused since the start: 2 malformed.', 'Port taken']);
  });

  test('health in one line is the worst that was refused, what helps, and the rest by the same names', async () => {
    const { core } = await startTestServer();
    expect(refusedWords(core.stats)).toBeNull();
    const dropped = { ...core.stats.events_dropped, too_large: 1, forbidden: 3, evicted: 70 };
    const stats = { ...core.stats, events_dropped: dropped };
    expect(refusedWords(stats)).toEqual({
      text: '3 events refused: sent by a web page, or under another host name.',
      title: '3 forbidden\n1 too large',
    });
    expect(healthOf(RUNNING, stats)[0]?.text).toContain('1 too large, 3 forbidden');
  });

  test('health tells of clients that are behind, of slowness, and of events that only left memory nothing', async () => {
    const { core } = await startTestServer();
    const stats = {
      ...core.stats,
      events_dropped: { ...core.stats.events_dropped, evicted: 7 },
      clients: [{ id: 'a', namespace: '/stream', connected_at: 0, lag: 5000 }],
      latency: { p50: 1, p95: 900, p99: 1000, max: 1000 },
    };
    const texts = healthOf(RUNNING, stats).map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining('1 client is catching up, up to 5,000 events behind'),
      expect.stringContaining('900 ms'),
    ]);
  });

  test('health of a server in another process is told like any other, and what has to wait for its end', async () => {
    const { core } = await startTestServer();
    const attached: ServerStatus = { ...RUNNING, state: 'attached', notice: 'Attached to the Tooltrail' };
    const waits = expect.stringMatching(/^Another Tooltrail runs the server\./) as string;
    expect(healthOf(attached, core.stats).map(({ tone, text }) => [tone, text])).toEqual([
      ['ok', expect.stringMatching(/^All is well/)],
      ['ok', waits],
    ]);
    core.countDropped('malformed');
    expect(healthOf(attached, core.stats).map(({ tone, text }) => [tone, text])).toEqual([
      ['warn', '1 event was refused since the start: 1 malformed.'],
      ['ok', waits],
    ]);
  });

  test('health of a server that is not there says what to do', () => {
    expect(healthOf({ ...RUNNING, state: 'stopped' }, null)[0]?.text).toContain('Start it');
    expect(healthOf({ state: 'failed', port: null, notice: 'No port is free' }, null)).toEqual([
      { tone: 'bad', text: 'The server could not start. No port is free' },
    ]);
  });
});

/** The window's knowledge of a server that runs. */
async function follow() {
  const page = PageDouble.install();
  const bridge = new BridgeDouble();
  await bridge.start();
  const { client } = await openDashboard(bridge);
  const health = new ServerHealth(bridge, client);
  onTestFinished(health.follow());
  return { page, bridge, health };
}

describe('what the window knows of the server', () => {
  test('health follows refusals, clients and events', async () => {
    const { bridge, health } = await follow();
    const soon = (expectation: () => void) => vi.waitFor(expectation, WAIT);
    await soon(() => expect(health.stats?.connected_clients).toBe(1));
    bridge.core.countDropped('malformed');
    await bridge.core.broadcastEvent({ type: 'x' });
    await soon(() => expect(health.stats).toMatchObject({ head: 1, events_dropped: { malformed: 1 } }));
    await bridge.stop();
    await soon(() => expect(health.stats).toBeNull());
  });

  test('health of a quiet server is asked for only while somebody looks closely', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { page, health } = await follow();
    // The server tells once that the window itself has come.
    while (health.stats?.connected_clients !== 1) {
      await vi.advanceTimersByTimeAsync(100);
      await nextTurn();
    }
    await vi.advanceTimersByTimeAsync(2000);
    const asked = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => asked.mockRestore());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).not.toHaveBeenCalled();
    const end = health.watch();
    await vi.advanceTimersByTimeAsync(4000);
    expect(asked).toHaveBeenCalledTimes(3);
    page.show(false);
    await vi.advanceTimersByTimeAsync(4000);
    expect(asked).toHaveBeenCalledTimes(3);
    end();
  });
});

describe('traffic', () => {
  test('traffic is measured before anybody looks at it', async () => {
    const { bridge, health } = await follow();
    await vi.waitFor(() => expect(health.stats).not.toBeNull(), WAIT);
    await bridge.core.broadcastEvent({ type: 'x' });
    await vi.waitFor(() => expect(Math.max(...health.traffic.rates)).toBeGreaterThan(0), WAIT);
  });

  test('traffic of a time in which the server was not asked takes as much room as that time', async () => {
    const { core } = await startTestServer();
    const traffic = new Traffic();
    const at = (received: number) => ({ ...core.stats, events_received: received, start_time: 1 });
    traffic.measure(at(0), 0);
    traffic.measure(at(20), 2000);
    traffic.measure(at(80), 62_000);
    expect(traffic.rates.slice(-31)).toEqual([10, ...new Array<number>(30).fill(1)]);
    traffic.measure(at(80), 3_600_000);
    expect(new Set(traffic.rates)).toEqual(new Set([0]));
  });

  test('traffic is events a second, and begins anew with the server', async () => {
    const { core } = await startTestServer();
    const traffic = new Traffic();
    const at = (received: number, startedAt = 1) => ({
      ...core.stats,
      events_received: received,
      start_time: startedAt,
    });
    traffic.measure(at(0), 0);
    traffic.measure(at(20), 2000);
    expect(traffic.rates.at(-1)).toBe(10);
    traffic.measure(at(5, 2), 4000);
    traffic.measure(at(7, 2), 6000);
    expect(traffic.rates.slice(-2)).toEqual([10, 1]);
  });
});
