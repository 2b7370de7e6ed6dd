import { closeSync, ftruncateSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { connectStream } from '../support/client';
import { followers, followingClient, wholeUpTo } from '../support/following-client';
import { startHeadless } from '../support/headless';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { readOnly, smallDisk } from '../support/mounts';
import { overwrite } from '../support/overwrite';
import { seqsTo } from '../support/seqs';

const PATIENCE = { timeout: 20_000, interval: 5 };
const MIB = 1024 * 1024;
const CLOCK = pathToFileURL(join(import.meta.dirname, '../support/clock-set-back.mjs')).href;

const many = (count: number, fields: object = {}) =>
  Array.from({ length: count }, () => ({ type: 'test', ...fields }));

describe('a server that is restarted', () => {
  test(
    'under load keeps its 10 clients whole, each event once and in order',
    { timeout: 90_000, tags: ['critical', 'stress'] },
    async () => {
      const home = temporaryHome();
      let server = await HeadlessServer.start(home);
      const { port } = server;
      const clients = await followers(server, 10);
      for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
        const { head } = await server.stats();
        const senders = [1, 2].map((sender) => server.postUntilGone(`${signal}-${head}-${sender}`));
        await expect.poll(async () => (await server.stats()).head, PATIENCE).toBeGreaterThan(head + 200);
        await server.end(signal);
        await Promise.all(senders);
        server = await HeadlessServer.start(home, { port });
      }
      await server.post({ type: 'last' });
      const { head } = await server.stats();
      await Promise.all(clients.map((client) => wholeUpTo(client, head)));
      expect((await server.history()).map(({ seq }) => seq)).toEqual(seqsTo(head));
    },
  );

  test('refuses a client nothing that it missed, from wherever it asks', async () => {
    const home = temporaryHome();
    const first = await HeadlessServer.start(home);
    await first.post(many(1000));
    await first.post(many(500));
    const { epoch } = await first.stats();
    await first.end();
    const server = await HeadlessServer.start(home);

    const old = await connectStream(server.url, server.token);
    expect(await old.subscribe(10, epoch)).toEqual({ epoch, from: 11, head: 1500, missed: 0, reset: false });
    await old.waitForCount(1490);
    expect(old.seqs).toEqual(seqsTo(1500).slice(10));

    const future = await connectStream(server.url, server.token);
    expect(await future.subscribe(99_999, epoch)).toMatchObject({ from: 1, reset: true });
    const foreign = await connectStream(server.url, server.token);
    expect(await foreign.subscribe(700, 'another journal')).toMatchObject({ epoch, from: 1, reset: true });
    for (const client of [future, foreign]) {
      await client.waitForCount(1500);
      expect(client.seqs).toEqual(seqsTo(1500));
    }
  });
});

describe('a client that stops reading', () => {
  test(
    'for 10,000 events gets each of them once it reads again, and the others do not wait',
    { tags: 'stress' },
    async () => {
      const server = await HeadlessServer.start(temporaryHome());
      const [stalled, quick] = [
        await connectStream(server.url, server.token),
        await connectStream(server.url, server.token),
      ];
      await Promise.all([stalled.subscribe(0), quick.subscribe(0)]);
      const engine = stalled.socket.io.engine as unknown as {
        transport: { ws: { pause(): void; resume(): void } };
      };
      engine.transport.ws.pause();
      for (let round = 0; round < 10; round++) await server.post(many(1000, { text: 'x'.repeat(500) }));
      await quick.waitForCount(10_000);
      expect(stalled.events.length).toBeLessThan(10_000);
      const lags = (await server.stats()).clients.map(({ lag }) => lag);
      expect(Math.max(...lags.map(Number))).toBeGreaterThan(1000);
      engine.transport.ws.resume();
      await stalled.waitForCount(10_000);
      expect(stalled.seqs).toEqual(seqsTo(10_000));
      expect(quick.seqs).toEqual(stalled.seqs);
    },
  );
});

describe('two servers', () => {
  test('started on one home at the same moment: one serves it, the other says who does', async () => {
    const home = temporaryHome();
    const started = [1, 2].map(() => startHeadless(['--port', '0', '--home', home]));
    const outcomes = await Promise.all(
      started.map(({ listening, exited }) => Promise.race([listening, exited])),
    );
    const ended = outcomes.filter((outcome) => 'code' in outcome);
    expect(outcomes.filter((outcome) => 'port' in outcome)).toHaveLength(1);
    expect(ended).toMatchObject([
      { code: 1, stderr: expect.stringContaining('Another Tooltrail') as string },
    ]);
  });
});

describe('a disk', () => {
  test('that is full makes the server refuse aloud; when there is room it goes on', async (context) => {
    const disk = smallDisk(context, '12m');
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(8 * MIB));
    const server = await HeadlessServer.start(disk);
    const client = followingClient(server.url, server.token);
    let accepted = 0;
    let refusal: Response | undefined;
    while (!refusal) {
      const response = await server.post(many(20, { text: 'x'.repeat(2000) }));
      if (response.status === 204) accepted += 20;
      else refusal = response;
    }
    expect(refusal.status).toBe(503);
    expect(refusal.headers.get('retry-after')).toBe('1');
    expect(await refusal.json()).toMatchObject({ error: { code: 'not_stored' } });
    expect((await server.stats()).events_dropped.not_stored).toBe(20);
    await wholeUpTo(client, accepted);

    rmSync(ballast);
    expect((await server.post({ type: 'fits' })).status).toBe(204);
    await wholeUpTo(client, accepted + 1);
    expect(await server.history()).toHaveLength(accepted + 1);
  });
});

/** Damages a journal that holds some events, starts the server on it and tells what it says and keeps. */
async function damaged(damage: (file: string) => void): Promise<{ server: HeadlessServer; home: string }> {
  const home = temporaryHome();
  const before = await HeadlessServer.start(home);
  for (let round = 0; round < 3; round++) await before.post(many(1000, { text: 'x'.repeat(300) }));
  await before.end();
  damage(join(home, 'journal.db'));
  return { server: await HeadlessServer.start(home), home };
}

function truncate(file: string, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
}

describe('a journal', () => {
  test.each<[string, (file: string) => void]>([
    ['truncated', (file) => truncate(file, Math.floor(statSync(file).size / 2))],
    ['overwritten with noise at its beginning', (file) => overwrite(file, 0, 64 * 1024)],
    ['overwritten with noise in its middle', (file) => overwrite(file, statSync(file).size / 2, 256 * 1024)],
  ])('that was %s is set aside, and the server says so and goes on', async (_how, damage) => {
    const { server } = await damaged(damage);
    expect((await server.post({ type: 'after' })).status).toBe(204);
    expect((await server.history()).map(({ seq, type }) => [seq, type])).toEqual([[1, 'after']]);
    const { code, stderr } = await server.end();
    expect(code).toBe(0);
    expect(stderr).toMatch(/journal was damaged\. It is kept as journal\.db\.damaged-/);
  });

  test('that turns out damaged while the server runs is set aside, and the server says so and goes on', async () => {
    const home = temporaryHome();
    const before = await HeadlessServer.start(home);
    // More than is read whole when it is opened.
    for (let round = 0; round < 4; round++) await before.post(many(1000, { text: 'x'.repeat(5000) }));
    await before.end();
    overwrite(join(home, 'journal.db'), 8 * MIB, 256 * 1024);
    const server = await HeadlessServer.start(home);
    await expect
      .poll(async () => {
        await server.post({ type: 'after' });
        return (await server.history())[0];
      }, PATIENCE)
      .toMatchObject({ seq: 1, type: 'after' });
    expect((await server.end()).stderr).toMatch(/journal was damaged\. It is kept as journal\.db\.damaged-/);
  });

  test('that cannot be written is left alone, and the server says so and serves from memory', async (context) => {
    const home = temporaryHome();
    const before = await HeadlessServer.start(home);
    await before.post({ type: 'before' });
    await before.end();
    readOnly(context, join(home, 'journal.db'));
    const server = await HeadlessServer.start(home);
    const client = followingClient(server.url, server.token);
    expect((await server.post({ type: 'kept in memory' })).status).toBe(204);
    await wholeUpTo(client, 1);
    const { code, stderr } = await server.end();
    expect(code).toBe(0);
    expect(stderr).toContain('History cannot be kept');
  });
});

describe('a clock', () => {
  test('that is set back changes neither order nor numbers, and loses nothing', async () => {
    const home = temporaryHome();
    const server = await HeadlessServer.start(home, { env: { NODE_OPTIONS: `--import ${CLOCK}` } });
    const client = followingClient(server.url, server.token);
    await server.post(many(100));
    server.headless.process.kill('SIGUSR2');
    const before = (await server.history()).at(-1)!.received_at;
    await expect
      .poll(async () => {
        await server.post({ type: 'after' });
        return (await server.history()).at(-1)!.received_at;
      }, PATIENCE)
      .toBeLessThan(before);
    await server.post(many(100));
    const events = await server.history();
    expect(events.map(({ seq }) => seq)).toEqual(seqsTo(events.length));
    await wholeUpTo(client, events.length);
    expect((await server.end()).code).toBe(0);
    const again = await HeadlessServer.start(home);
    expect(await again.history()).toEqual(events);
  });
});

describe('a burst', () => {
  test(
    'of 200,000 events in arrays of 1,000 is stored or refused aloud, never half',
    { timeout: 120_000, tags: 'stress' },
    async () => {
      const server = await HeadlessServer.start(temporaryHome(), { args: ['--log-level', 'error'] });
      const stored: number[] = [];
      const refused: number[] = [];
      const posts = Array.from({ length: 200 }, async (_, request) => {
        const response = await server.post(many(1000, { request }));
        if (response.status === 204) stored.push(request);
        else {
          expect(response.status).toBe(503);
          expect(response.headers.get('retry-after')).toBe('1');
          refused.push(request);
        }
      });
      await Promise.all(posts);
      const { head, events_dropped, events_received } = await server.stats();
      expect(head).toBe(stored.length * 1000);
      expect(stored.length).toBeGreaterThan(0);
      expect(events_received - events_dropped.overloaded).toBe(head);
      const counts = new Map<number, number>();
      for (const { data } of await server.history()) {
        const request = (data as { request: number }).request;
        counts.set(request, (counts.get(request) ?? 0) + 1);
      }
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual(stored.sort((a, b) => a - b));
      expect([...counts.values()].every((count) => count === 1000)).toBe(true);
      expect(refused.length + stored.length).toBe(200);
    },
  );
});
