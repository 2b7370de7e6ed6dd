import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/renderer/src/server/health';
import { Traffic } from '../../src/renderer/src/server/traffic.svelte';
import type { ServerStatus } from '../../src/shared/ipc';
import { startTestServer } from '../support/server';

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
    const texts = healthOf({ ...RUNNING, notice: 'Port taken' }, server.core.stats).map(({ text }) => text);
    expect(texts).toEqual(['2 events were refused since the start: 2 malformed.', 'Port taken']);
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

  test('health of a server that is not there says what to do', () => {
    expect(healthOf({ ...RUNNING, state: 'stopped' }, null)[0]?.text).toContain('Start it');
    expect(healthOf({ state: 'failed', port: null, notice: 'No port is free' }, null)).toEqual([
      { tone: 'bad', text: 'The server could not start. No port is free' },
    ]);
  });
});

describe('traffic', () => {
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
