import { describe, expect, test } from 'vitest';
import { connectPlain, connectStream } from '../support/client';
import { startTestServer } from '../support/server';

const RATE = 100;
const SECONDS = 10;
const EVENTS = RATE * SECONDS;

describe('high load', () => {
  test(
    'throughput under 100 events a second to 10 clients loses nothing and nobody',
    { timeout: 60_000 },
    async () => {
      const { core, url } = await startTestServer();
      const clients = await Promise.all(Array.from({ length: 10 }, () => connectPlain(url)));
      const begun = performance.now();
      let sent = 0;
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          const due = Math.min(EVENTS, Math.floor(((performance.now() - begun) / 1000) * RATE));
          while (sent < due)
            void core.broadcastEvent({ type: 'performance_test', id: sent++, timestamp: Date.now() });
          if (sent === EVENTS) {
            clearInterval(timer);
            resolve();
          }
        }, 10);
      });
      await Promise.all(clients.map((client) => client.waitForCount(EVENTS)));
      const expected = Array.from({ length: EVENTS }, (_, index) => index + 1);
      for (const client of clients) expect(client.seqs).toEqual(expected);
      expect(core.stats).toMatchObject({ events_sent: EVENTS, connected_clients: 10 });
    },
  );

  test('burst of 20,000 events in arrays of 1,000 reaches 10 clients whole and in order', async () => {
    const server = await startTestServer();
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectStream(server.url)));
    await Promise.all(clients.map((client) => client.subscribe(0)));
    for (let round = 0; round < 20; round++) {
      const events = Array.from({ length: 1000 }, () => ({ type: 'burst' }));
      expect((await server.post('/api/events', events)).status).toBe(204);
    }
    await Promise.all(clients.map((client) => client.waitForCount(20_000)));
    for (const client of clients) {
      expect(client.seqs.every((seq, index) => seq === index + 1)).toBe(true);
    }
  });
});
