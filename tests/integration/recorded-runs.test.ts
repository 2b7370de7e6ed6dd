import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectPlain, connectStream } from '../support/client';
import { startTestServer, type TestServer } from '../support/server';

const FIXTURES = join(import.meta.dirname, '../fixtures');

function recorded(file: string): Record<string, unknown>[] {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

interface SessionView {
  session_id: string;
  state: string;
  calls: number;
  failed: number;
  running: number;
  waiting_for: string | null;
  project: string;
  agents: { agent_id: string; calls: number; state: string }[];
}

async function sessionsOf(server: TestServer): Promise<SessionView[]> {
  const { sessions } = await server.get<{ sessions: SessionView[] }>('/api/sessions');
  return sessions;
}

const RUNS = [
  [
    'claude-code-tools-and-subagents.jsonl',
    'claude-code',
    { calls: 12, failed: 1, state: 'ended', agents: 2 },
  ],
  [
    'claude-code-permission-requests.jsonl',
    'claude-code',
    { calls: 11, failed: 1, state: 'idle', agents: 2 },
  ],
  ['codex-tools.jsonl', 'codex', { calls: 3, failed: 0, state: 'ended', agents: 0 }],
  ['gemini-cli-tools.jsonl', 'gemini', { calls: 4, failed: 1, state: 'ended', agents: 0 }],
  ['opencode-plugin.jsonl', 'opencode', { calls: 3, failed: 1, state: 'idle', agents: 0 }],
] as const;

describe('recorded runs', () => {
  test.each(RUNS)('run %s posted to /hooks/%s shows the same events everywhere', async (file, agent) => {
    const server = await startTestServer();
    const plain = await connectPlain(server.url);
    const tools = await connectPlain(server.url, '/tools');
    const stream = await connectStream(server.url);
    await stream.subscribe(0);
    const payloads = recorded(file);
    for (const payload of payloads) expect((await server.post(`/hooks/${agent}`, payload)).status).toBe(204);
    await Promise.all([stream.waitForCount(payloads.length), plain.waitForCount(payloads.length)]);
    expect(stream.events.map(({ data }) => data)).toEqual(payloads);
    expect(plain.received.map(({ event }) => event)).toEqual(stream.events);
    const toolEvents = stream.events.filter(({ type }) => type === 'tool_start' || type === 'tool_stop');
    await tools.waitForCount(toolEvents.length);
    expect(tools.received.map(({ event }) => event)).toEqual(toolEvents);
    const { events } = await server.get<{ events: unknown[] }>('/api/events?after=0');
    expect(events).toEqual(stream.events);
  });

  test.each(RUNS)('run %s posted to /hooks/%s ends with the right session', async (file, agent, expected) => {
    const server = await startTestServer();
    for (const payload of recorded(file)) await server.post(`/hooks/${agent}`, payload);
    const [session, ...others] = await sessionsOf(server);
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      project: 'notes-app',
      state: expected.state,
      calls: expected.calls,
      failed: expected.failed,
      running: 0,
      waiting_for: null,
    });
    expect(session!.agents).toHaveLength(expected.agents);
    for (const subAgent of session!.agents) expect(subAgent).toMatchObject({ calls: 1, state: 'ended' });
  });

  test('runs of five agents posted all at once end as they do one after the other', async () => {
    const orderly = await startTestServer();
    const hasty = await startTestServer();
    for (const [file, agent] of RUNS) {
      for (const payload of recorded(file)) await orderly.post(`/hooks/${agent}`, payload);
    }
    const all = RUNS.flatMap(([file, agent]) => recorded(file).map((payload) => [agent, payload] as const));
    await Promise.all(all.map(([agent, payload]) => hasty.post(`/hooks/${agent}`, payload)));
    const facts = async (server: TestServer) =>
      (await sessionsOf(server))
        .map(({ session_id, state, calls, failed, running }) => ({
          session_id,
          state,
          calls,
          failed,
          running,
        }))
        .sort((a, b) => a.session_id.localeCompare(b.session_id));
    expect(await facts(hasty)).toEqual(await facts(orderly));
  });

  test('run is found in history by session, agent, type, tool and text', async () => {
    const server = await startTestServer();
    for (const [file, agent] of RUNS) {
      for (const payload of recorded(file)) await server.post(`/hooks/${agent}`, payload);
    }
    const session = String(recorded('codex-tools.jsonl')[0]!['session_id']);
    const count = async (query: string) =>
      (await server.get<{ events: unknown[] }>(`/api/events?${query}`)).events.length;
    expect(await count(`session=${session}`)).toBe(10);
    expect(await count(`session=${session}&type=tool_start`)).toBe(3);
    expect(await count('agent=a7fd424e7a19a8339&tool=Bash')).toBe(2);
    expect(await count('tool=write_file')).toBe(2);
    expect(await count('failed=true')).toBe(4);
    expect(await count('failed=true&tool=Bash')).toBe(2);
    expect(await count(`since=${Date.now() + 60_000}`)).toBe(0);
    expect(await count(`until=${Date.now()}`)).toBeGreaterThan(100);
    expect(await count('q=SUBAGENT-script+count')).toBeGreaterThan(0);
    expect(await count('q=nowhere-to-be-found')).toBe(0);
    expect(await count('limit=7')).toBe(7);
    expect(await count('after=10&before=15')).toBe(4);
  });
});
