import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { StrangerClient, type StreamEvent } from '../support/stranger-client';
import { seqsTo } from '../support/seqs';

const SOURCE = join(import.meta.dirname, '../support/stranger-client.ts');
const PATIENCE = { timeout: 60_000, interval: 20 };

const many = (count: number, fields: object = {}) =>
  Array.from({ length: count }, () => ({ type: 'test', ...fields }));

/** What a stranger hands out, from the moment on that it follows the stream. */
class Handed {
  readonly events: StreamEvent[] = [];
  resets = 0;

  /** Connects one, and posts the event that shows that it follows. */
  static async by(server: HeadlessServer): Promise<Handed> {
    const handed = new Handed();
    const client = new StrangerClient(
      server.url.replace('http', 'ws'),
      server.token,
      (event) => handed.events.push(event),
      () => handed.resets++,
    );
    client.connect();
    onTestFinished(() => client.close());
    await server.post({ type: 'first' });
    await handed.wholeUpTo(1);
    return handed;
  }

  /** Waits until it has everything up to `head`, and sees that it is each event once, in order, in one go. */
  async wholeUpTo(head: number): Promise<void> {
    await expect.poll(() => this.events.at(-1)?.seq, PATIENCE).toBe(head);
    expect(this.events.map(({ seq }) => seq)).toEqual(seqsTo(head));
    expect(this.resets).toBe(0);
  }
}

describe('a client made from the page on the protocol alone', { timeout: 90_000 }, () => {
  test('gets each event once and in order', async () => {
    const server = await HeadlessServer.start(temporaryHome());
    const handed = await Handed.by(server);
    for (let round = 0; round < 5; round++) {
      expect((await server.post(many(1000, { round }))).status).toBe(204);
    }
    await handed.wholeUpTo(5001);
    const rounds = handed.events.slice(1).map(({ data }) => (data as { round: number }).round);
    expect(rounds).toEqual(seqsTo(5000).map((seq) => Math.floor((seq - 1) / 1000)));
  });

  test('misses nothing when the server is killed under load and comes back', async () => {
    const home = temporaryHome();
    const killed = await HeadlessServer.start(home);
    const handed = await Handed.by(killed);
    const senders = [1, 2].map((sender) => killed.postUntilGone(`sender-${sender}`));
    await expect.poll(() => handed.events.length, PATIENCE).toBeGreaterThan(200);
    await killed.end('SIGKILL');
    const acknowledged = (await Promise.all(senders)).flat();

    const server = await HeadlessServer.start(home, { port: killed.port });
    await server.post({ type: 'last' });
    const history = await server.history();
    await handed.wholeUpTo(history.length);
    const ids = handed.events.map(({ id }) => id);
    expect(ids).toEqual(history.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
  });

  test('acknowledges, and so gets a flood larger than the window whole', async () => {
    const server = await HeadlessServer.start(temporaryHome());
    const handed = await Handed.by(server);
    for (let round = 0; round < 20; round++) {
      expect((await server.post(many(1000, { text: 'x'.repeat(1000) }))).status).toBe(204);
    }
    await handed.wholeUpTo(20_001);
  });

  test('is short, and needs nothing but a WebSocket', () => {
    const source = readFileSync(SOURCE, 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThan(60);
    const imported = [...source.matchAll(/\b(?:from|import|require)[\s(]*['"`]([^'"`]+)/g)].map(
      ([, name]) => name!,
    );
    expect(imported.filter((name) => !name.startsWith('node:'))).toEqual(['ws']);
  });
});
