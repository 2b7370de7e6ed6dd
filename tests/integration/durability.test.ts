import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MonitorEvent } from '../../src/shared/events';
import { startHeadless, type Headless } from '../support/headless';
import { temporaryHome } from '../support/home';

const ROUNDS = 20;
const SENDERS = 4;

interface Server {
  url: string;
  token: string;
}

async function addressOf(headless: Headless): Promise<Server> {
  const { port, tokenFile } = await headless.listening;
  const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
  return { url: `http://127.0.0.1:${port}`, token };
}

const post = ({ url }: Server, body: unknown) =>
  fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function read<T>({ url, token }: Server, path: string): Promise<T> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as T;
}

/** Everything in the history, in order. */
async function history(server: Server): Promise<MonitorEvent[]> {
  const events: MonitorEvent[] = [];
  for (;;) {
    const page = await read<{ events: MonitorEvent[] }>(
      server,
      `/api/events?after=${events.at(-1)?.seq ?? 0}`,
    );
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}

/** Posts one event after the other until the server is gone; returns the ids of those that it acknowledged. */
async function postUntilGone(server: Server, name: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let count = 0; ; count++) {
    const id = `${name}-${count}`;
    try {
      if ((await post(server, { type: 'test', id })).status === 204) acknowledged.push(id);
    } catch {
      return acknowledged;
    }
  }
}

describe('durability', () => {
  test(
    `server killed ${ROUNDS} times under load keeps every acknowledged event, in order, once`,
    { timeout: 120_000 },
    async () => {
      const home = temporaryHome();
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const headless = startHeadless(['--port', '0', '--home', home]);
        const server = await addressOf(headless);
        const senders = Array.from({ length: SENDERS }, (_, sender) =>
          postUntilGone(server, `${round}-${sender}`),
        );
        const wanted = 5 + Math.floor(Math.random() * 200);
        await expect
          .poll(async () => (await read<{ head: number }>(server, '/api/stats')).head, {
            timeout: 20_000,
            interval: 1,
          })
          .toBeGreaterThan(acknowledged.length + wanted);
        headless.process.kill('SIGKILL');
        await headless.exited;
        acknowledged.push(...(await Promise.all(senders)).flat());
      }
      const headless = startHeadless(['--port', '0', '--home', home]);
      const events = await history(await addressOf(headless));
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const ids = events.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const kept = new Set(ids);
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5);
      headless.process.kill('SIGTERM');
      expect((await headless.exited).code).toBe(0);
    },
  );

  test('history, sessions and epoch are there again after a restart', async () => {
    const home = temporaryHome();
    const sample = join(import.meta.dirname, '../fixtures/gemini-cli-tools.jsonl');
    const payloads = readFileSync(sample, 'utf8').trim().split('\n');
    const before = startHeadless(['--port', '0', '--home', home]);
    const first = await addressOf(before);
    for (const body of payloads.slice(0, 10)) {
      await fetch(`${first.url}/hooks/gemini`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    }
    const { epoch } = await read<{ epoch: string }>(first, '/api/stats');
    before.process.kill('SIGTERM');
    await before.exited;
    const after = startHeadless(['--port', '0', '--home', home]);
    const second = await addressOf(after);
    for (const body of payloads.slice(10)) {
      await fetch(`${second.url}/hooks/gemini`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    }
    const { sessions, ...rest } = await read<{ epoch: string; head: number; sessions: unknown[] }>(
      second,
      '/api/sessions',
    );
    expect(rest).toEqual({ epoch, head: payloads.length });
    expect(sessions).toMatchObject([{ state: 'ended', calls: 4, failed: 1, running: 0 }]);
    expect((await history(second)).map(({ data }) => data)).toEqual(
      payloads.map((line) => JSON.parse(line) as unknown),
    );
  });

  test('event posted again after a restart is acknowledged and not stored twice', async () => {
    const home = temporaryHome();
    for (let run = 0; run < 2; run++) {
      const headless = startHeadless(['--port', '0', '--home', home]);
      const server = await addressOf(headless);
      expect((await post(server, { type: 'test', id: 'the same' })).status).toBe(204);
      expect(await history(server)).toHaveLength(1);
      headless.process.kill('SIGTERM');
      await headless.exited;
    }
  });

  test('damaged journal is set aside, and the server says so and goes on', async () => {
    const home = temporaryHome();
    writeFileSync(join(home, 'journal.db'), 'noise'.repeat(10_000));
    const headless = startHeadless(['--port', '0', '--home', home]);
    const server = await addressOf(headless);
    expect((await post(server, { type: 'test' })).status).toBe(204);
    expect(await history(server)).toHaveLength(1);
    headless.process.kill('SIGTERM');
    const { stderr, code } = await headless.exited;
    expect(code).toBe(0);
    expect(stderr).toMatch(/journal was damaged.*journal\.db\.damaged-\d{4}-\d\d-\d\d/);
  });

  test('server told to stop under load answers what it took and ends cleanly', async () => {
    const home = temporaryHome();
    const headless = startHeadless(['--port', '0', '--home', home]);
    const server = await addressOf(headless);
    const senders = Array.from({ length: SENDERS }, (_, sender) => postUntilGone(server, `${sender}`));
    await expect
      .poll(async () => (await read<{ head: number }>(server, '/api/stats')).head)
      .toBeGreaterThan(100);
    headless.process.kill('SIGTERM');
    expect((await headless.exited).code).toBe(0);
    const acknowledged = (await Promise.all(senders)).flat();
    const again = startHeadless(['--port', '0', '--home', home]);
    const kept = new Set((await history(await addressOf(again))).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});
