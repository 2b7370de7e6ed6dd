import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { MonitorEvent } from '../../src/shared/events';
import { connected, openSocket } from '../support/client';
import { followingClient, wholeUpTo } from '../support/following-client';
import { Random } from '../support/fuzz/random';
import { corpus, fuzzPayload, fuzzRequest, kept, type FuzzRequest } from '../support/fuzz/requests';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';

/** `npm run fuzz` sets these. Without it every run sends the same, as far as it gets. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 4);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const FOUND = join(import.meta.dirname, '../../test-results/fuzz');
const AT_ONCE = 8;
/** Everything that was accepted is looked for, however much that is. */
const UNLIMITED = ['--retention-bytes', String(2 ** 40), '--retention-events', String(1e12)];

const problem = z.strictObject({ code: z.string().min(1), message: z.string().min(1) });
const refusal = z.strictObject({ error: problem });
const rejected = z.array(z.strictObject({ index: z.int().nonnegative(), message: z.string().min(1) }));
const inPart = z.strictObject({ accepted: z.int().nonnegative(), rejected, error: problem });
const CODES: Record<number, string[]> = {
  400: ['malformed', 'too_deep'],
  404: ['not_found'],
  413: ['too_large', 'too_many'],
  415: ['unsupported_type'],
  429: ['rate_limited'],
  503: ['overloaded'],
};

describe('fuzzing', { timeout: (SECONDS + 120) * 1000 }, () => {
  test('ingest survives whatever it is sent, answers it by the rules, and loses nothing that it accepted', async () => {
    const server = await HeadlessServer.start(temporaryHome(), { args: UNLIMITED });
    const follower = followingClient(server.url, server.token);
    const emitter = openSocket(server.url, '/', { token: server.token });
    await connected(emitter);
    const random = new Random(SEED);
    const end = performance.now() + SECONDS * 1000;
    let accepted = 0;
    const send = async (requests: FuzzRequest[]) => {
      const counts = await Promise.all(requests.map((request) => acceptedOf(server, request)));
      for (const count of counts) accepted += count;
    };

    await send(corpus());
    while (performance.now() < end) {
      await send(Array.from({ length: AT_ONCE }, () => fuzzRequest(random)));
      const answer: unknown = await emitter.timeout(20_000).emitWithAck('event', fuzzPayload(random));
      if (refusal.safeParse(answer).success) continue;
      expect(answer).toEqual({ accepted: 1, seq: expect.any(Number) as number });
      accepted++;
    }

    const { head, events_deduplicated: repeated } = await server.stats();
    expect(head).toBeGreaterThan(50);
    expect(head + repeated).toBe(accepted);
    await wholeUpTo(follower, head);
    expect(await eventsKept(server)).toBe(head);
    expect((await server.end()).code).toBe(0);
  });
});

/** Sends it and checks the answer; one that should not be leaves its request in a file. */
async function acceptedOf(server: HeadlessServer, request: FuzzRequest): Promise<number> {
  try {
    return await checked(server, request);
  } catch (error) {
    mkdirSync(FOUND, { recursive: true });
    const file = join(FOUND, `${Date.now()}-${process.hrtime.bigint()}.json`);
    writeFileSync(file, kept(request));
    throw new Error(`${file} (tests/fixtures/fuzz keeps such): ${String(error)}`, { cause: error });
  }
}

/** How many events the server accepted of a request. */
async function checked(server: HeadlessServer, request: FuzzRequest): Promise<number> {
  const { path, body, trusted, headers } = request;
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { ...headers, ...(trusted ? { authorization: `Bearer ${server.token}` } : {}) },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(20_000),
  });
  const { status } = response;
  const text = await response.text();
  if (status === 204) {
    expect(text).toBe('');
    const sent: unknown = path === '/api/events' ? JSON.parse(body.toString()) : null;
    return Array.isArray(sent) ? sent.length : 1;
  }
  const answer: unknown = JSON.parse(text);
  const part = inPart.safeParse(answer);
  const { error } = part.success ? part.data : refusal.parse(answer);
  expect(CODES[status]).toContain(error.code);
  return part.success ? part.data.accepted : 0;
}

/** Reads the whole history page by page, and sees that no number is missing. */
async function eventsKept(server: HeadlessServer): Promise<number> {
  for (let after = 0; ;) {
    const { events } = await server.read<{ events: MonitorEvent[] }>(`/api/events?after=${after}&limit=1000`);
    for (const { seq } of events) expect(seq).toBe(++after);
    if (events.length === 0) return after;
  }
}
