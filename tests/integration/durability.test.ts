import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { followers, wholeUpTo } from '../support/following-client';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';

const ROUNDS = 20;
const SENDERS = 4;
const PATIENCE = { timeout: 20_000, interval: 5 };

const post = (server: HeadlessServer, name: string) =>
  Promise.all(Array.from({ length: SENDERS }, (_, sender) => server.postUntilGone(`${name}-${sender}`)));

describe('durability', () => {
  test(
    `server killed ${ROUNDS} times under load keeps every acknowledged event, and its clients miss none`,
    { timeout: 120_000, tags: ['critical', 'stress'] },
    async () => {
      const home = temporaryHome();
      let server = await HeadlessServer.start(home);
      const clients = await followers(server, 2);
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { head } = await server.stats();
        const senders = post(server, `${round}`);
        const wanted = head + 5 + Math.floor(Math.random() * 200);
        await expect.poll(async () => (await server.stats()).head, PATIENCE).toBeGreaterThan(wanted);
        await server.end('SIGKILL');
        acknowledged.push(...(await senders).flat());
        server = await HeadlessServer.start(home, { port: server.port });
      }
      const events = await server.history();
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const ids = events.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const kept = new Set(ids);
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5);
      await Promise.all(clients.map((client) => wholeUpTo(client, events.length)));
      expect((await server.end()).code).toBe(0);
    },
  );

  test('history, sessions and epoch are there again after a restart', async () => {
    const home = temporaryHome();
    const sample = join(import.meta.dirname, '../fixtures/gemini-cli-tools.jsonl');
    const payloads = readFileSync(sample, 'utf8').trim().split('\n');
    const first = await HeadlessServer.start(home);
    for (const body of payloads.slice(0, 10)) await first.post(body, '/hooks/gemini');
    const { epoch } = await first.stats();
    await first.end();
    const second = await HeadlessServer.start(home);
    for (const body of payloads.slice(10)) await second.post(body, '/hooks/gemini');
    const { sessions, ...rest } = await second.read<{ epoch: string; head: number; sessions: unknown[] }>(
      '/api/sessions',
    );
    expect(rest).toEqual({ epoch, head: payloads.length });
    expect(sessions).toMatchObject([{ state: 'ended', calls: 4, failed: 1, running: 0 }]);
    expect((await second.history()).map(({ data }) => data)).toEqual(
      payloads.map((line) => JSON.parse(line) as unknown),
    );
  });

  test('event posted again after a restart is acknowledged and not stored twice', async () => {
    const home = temporaryHome();
    for (let run = 0; run < 2; run++) {
      const server = await HeadlessServer.start(home);
      expect((await server.post({ type: 'test', id: 'the same' })).status).toBe(204);
      expect(await server.history()).toHaveLength(1);
      await server.end();
    }
  });

  test('damaged journal is set aside, and the server says so and goes on', async () => {
    const home = temporaryHome();
    writeFileSync(join(home, 'journal.db'), 'noise'.repeat(10_000));
    const server = await HeadlessServer.start(home);
    expect((await server.post({ type: 'test' })).status).toBe(204);
    expect(await server.history()).toHaveLength(1);
    const { stderr, code } = await server.end();
    expect(code).toBe(0);
    expect(stderr).toMatch(/journal was damaged.*journal\.db\.damaged-\d{4}-\d\d-\d\d/);
  });

  test('server told to stop under load answers what it took, and is gone about as fast as it came', async () => {
    const home = temporaryHome();
    const begun = performance.now();
    const server = await HeadlessServer.start(home);
    const control = performance.now() - begun;
    const senders = post(server, 'sender');
    await expect.poll(async () => (await server.stats()).head, PATIENCE).toBeGreaterThan(100);
    const told = performance.now();
    expect((await server.end()).code).toBe(0);
    expect(performance.now() - told).toBeLessThan(4 * control);
    const acknowledged = (await senders).flat();
    const again = await HeadlessServer.start(home);
    const kept = new Set((await again.history()).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});
