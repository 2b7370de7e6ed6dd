import { expect, onTestFinished, test, vi } from 'vitest';
import { HistoryClient } from '../../src/renderer/src/history/history-client';
import { SessionHistory } from '../../src/renderer/src/history/session-history.svelte';
import type { MonitorEvent } from '../../src/shared/events';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

const ORIGIN = 'tooltrail-ui://app';
const SESSION = 'long-session';
const CALLS = 1600;

const clientOf = (server: TestServer, token = TOKEN) =>
  new HistoryClient(() => Promise.resolve({ url: server.url, token }));

/** A server with a session of 3,200 events, between others. */
async function filled(): Promise<TestServer> {
  const server = await startTestServer();
  for (let from = 0; from < CALLS; from += 200) {
    const events = Array.from({ length: 200 }, (_, index) => callEvents(from + index)).flat();
    expect((await server.post('/api/events', events.slice(0, 600))).status).toBe(204);
  }
  return server;
}

function callEvents(number: number): object[] {
  const call = { session_id: SESSION, tool: 'Bash', tool_use_id: `call-${number}`, timestamp: 1e12 + number };
  return [
    { ...call, type: 'tool_start', tool_input: { command: `echo ${number}` } },
    { type: 'note', session_id: 'another' },
    { ...call, type: 'tool_stop', outcome: 'success' },
  ];
}

async function opened(server: TestServer, seq: number) {
  const listeners = new Set<(events: readonly MonitorEvent[]) => void>();
  const history = new SessionHistory(clientOf(server), SESSION, (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  });
  onTestFinished(() => history.close());
  await history.open(seq);
  const tell = (events: readonly MonitorEvent[]) => listeners.forEach((listener) => listener(events));
  return { history, tell, listeners };
}

test('pages follow each other from the oldest event to the newest', async () => {
  const client = clientOf(await filled());
  const seqs: number[] = [];
  for await (const { events } of client.pages({ session: SESSION }))
    seqs.push(...events.map(({ seq }) => seq));
  expect(seqs).toHaveLength(2 * CALLS);
  expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
});

test('a session is there from some event on to its end, and further back on demand', async () => {
  const { history } = await opened(await filled(), 4200);
  const calls = () => history.activity.entries(SESSION);
  expect(history).toMatchObject({ ready: true, more: true, problem: null });
  expect(calls().at(-1)).toMatchObject({ summary: `echo ${CALLS - 1}`, state: 'success' });
  const before = calls().length;
  await history.older();
  expect(calls().length).toBeGreaterThan(before);
  while (history.more) await history.older();
  expect(calls()).toHaveLength(CALLS);
  expect(calls().every((call) => call.kind === 'call' && call.state === 'success')).toBe(true);
  expect(calls()[0]).toMatchObject({ summary: 'echo 0' });
});

test('what comes live is taken in, once, and only of that session', async () => {
  const server = await filled();
  const { history, tell, listeners } = await opened(server, 4000);
  const { events } = await clientOf(server).page({ session: SESSION });
  const newest = events.at(-1)!;
  const fresh = { ...newest, seq: newest.seq + 10, id: 'fresh', tool_use_id: 'fresh', type: 'tool_start' };
  tell([newest, fresh, { ...fresh, seq: newest.seq + 11, session_id: 'another' }]);
  expect(history.activity.entries(SESSION).at(-1)).toMatchObject({ state: 'running' });
  expect(history.activity.sessions.map(({ key }) => key)).toEqual([SESSION]);
  history.close();
  expect(listeners.size).toBe(0);
});

test('a payload is fetched again, and one that is gone is not there', async () => {
  const client = clientOf(await filled());
  expect(await client.event(1)).toMatchObject({ seq: 1, data: { tool_input: { command: 'echo 0' } } });
  expect(await client.event(999_999)).toBeUndefined();
});

test('what went wrong is said in words', async () => {
  const server = await startTestServer();
  await expect(clientOf(server, 'wrong').page({})).rejects.toThrow('This needs the token');
  await expect(new HistoryClient(() => Promise.resolve(null)).page({})).rejects.toThrow(
    'The server is stopped',
  );
  await expect(clientOf(server).page({ limit: 5000 })).rejects.toThrow(
    'limit must be a whole number from 1 to 1000',
  );
  const aborted = AbortSignal.abort(new Error('no longer wanted'));
  await expect(clientOf(server).page({}, aborted)).rejects.toThrow('no longer wanted');
  const gone = new HistoryClient(() => Promise.resolve({ url: 'http://127.0.0.1:9', token: TOKEN }));
  await expect(gone.page({})).rejects.toThrow('The server does not answer');
});

test('an answer that is no history is refused', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ events: 'none' })));
  onTestFinished(() => void vi.unstubAllGlobals());
  const client = new HistoryClient(() => Promise.resolve({ url: 'http://127.0.0.1:9', token: TOKEN }));
  await expect(client.page({})).rejects.toThrow('something that is no history');
});

test('the window may read across origins, and nobody else', async () => {
  const { url } = await startTestServer();
  const ask = (origin: string) =>
    fetch(`${url}/api/events`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization' },
    });
  const allowed = await ask(ORIGIN);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
  const answer = await fetch(`${url}/api/events`, {
    headers: { origin: ORIGIN, authorization: `Bearer ${TOKEN}` },
  });
  expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  const refused = await ask('https://evil.example');
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});
