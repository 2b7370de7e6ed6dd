import { expect, test } from 'vitest';
import type { MonitorEvent } from '../../src/shared/events';
import { connected, emit, openSocket, PlainClient } from '../support/client';
import { startTestServer, TOKEN } from '../support/server';

/** What claude-mpm's hooks post, in the order of a call. */
const ENVELOPES = [
  {
    event: 'claude_event',
    source: 'claude_hooks',
    type: 'hook',
    subtype: 'pre_tool',
    session_id: 'mpm-1',
    timestamp: '2026-11-22T19:15:57.948Z',
    data: { tool_name: 'Bash', tool_parameters: { command: 'ls' }, session_id: 'mpm-1' },
  },
  {
    event: 'claude_event',
    source: 'claude_hooks',
    type: 'hook',
    subtype: 'post_tool',
    session_id: 'mpm-1',
    timestamp: 1795374958.2,
    data: { tool_name: 'Bash', tool_parameters: { command: 'ls' }, exit_code: 0 },
  },
  {
    event: 'claude_event',
    source: 'claude_hooks',
    type: 'hook',
    subtype: 'todo_updated',
    data: { todos: [] },
  },
];

test('claude-mpm’s hooks post to Tooltrail as to its own monitor, and hear the same', async () => {
  const server = await startTestServer();
  for (const envelope of ENVELOPES) {
    const response = await server.post('/api/events', envelope);
    expect([response.status, await response.text()]).toEqual([204, '']);
  }
  const { events } = await server.get<{ events: MonitorEvent[] }>('/api/events');
  expect(events).toMatchObject([
    { source: 'claude-mpm', type: 'tool_start', tool: 'Bash', session_id: 'mpm-1', trusted: false },
    { source: 'claude-mpm', type: 'tool_stop', tool: 'Bash', session_id: 'mpm-1' },
    { source: 'claude-mpm', type: 'hook', hook: 'todo_updated' },
  ]);
});

test('an envelope on the hooks’ route that names no type is shown as a hook', async () => {
  const server = await startTestServer();
  expect((await server.post('/hooks/claude-mpm', { type: '', subtype: 'x', data: {} })).status).toBe(204);
  const { events } = await server.get<{ events: MonitorEvent[] }>('/api/events');
  expect(events).toMatchObject([{ type: 'hook', hook: 'x' }]);
});

test('clients of / without the token are let in by a setting, read, and are not trusted', async () => {
  const server = await startTestServer({ openSockets: true });
  const client = new PlainClient(openSocket(server.url, '/', {}));
  await connected(client.socket);
  await server.post('/api/events', ENVELOPES[0]);
  expect(await client.waitForEvent('tool_event')).toMatchObject({ tool: 'Bash' });
  expect(await emit(client.socket, { type: 'note' })).toMatchObject({ accepted: 1 });
  expect(await client.waitForEvent('note')).toMatchObject({ trusted: false });
  for (const namespace of ['/tools', '/stream']) {
    await expect(connected(openSocket(server.url, namespace, {}))).rejects.toThrow('unauthorized');
  }
});

test('a wrong token is refused, and not taken for none', async () => {
  const server = await startTestServer({ openSockets: true });
  await expect(connected(openSocket(server.url, '/', { token: 'wrong' }))).rejects.toThrow('unauthorized');
});

test('with access from outside the setting lets nobody in: the token is all that keeps other machines away', async () => {
  const server = await startTestServer({ openSockets: true, host: '0.0.0.0' });
  await expect(connected(openSocket(server.url, '/', {}))).rejects.toThrow('unauthorized');
  await connected(openSocket(server.url, '/', { token: TOKEN }));
});

test('who came in without the token reads, but emits nothing where events need it', async () => {
  const server = await startTestServer({ openSockets: true, requireToken: true });
  const client = new PlainClient(openSocket(server.url, '/', {}));
  await connected(client.socket);
  expect(await emit(client.socket, { type: 'note' })).toEqual({
    error: { code: 'unauthorized', message: 'Events are taken with the token only' },
  });
  const holder = openSocket(server.url, '/', { token: TOKEN });
  await connected(holder);
  expect(await emit(holder, { type: 'note' })).toEqual({ accepted: 1, seq: 1 });
  expect(await client.waitForEvent('note')).toMatchObject({ trusted: true });
});

test('who came in without the token emits within the rate, and holds up nobody else', async () => {
  const server = await startTestServer({ openSockets: true, rateLimit: 1 });
  const [flood, holder] = [openSocket(server.url, '/', {}), openSocket(server.url, '/', { token: TOKEN })];
  await Promise.all([connected(flood), connected(holder)]);
  const answers = await Promise.all(Array.from({ length: 70 }, () => emit(flood, { type: 'flood' })));
  expect(answers.slice(0, 60).every((answer) => 'accepted' in answer)).toBe(true);
  const refused = answers.filter((answer) => 'error' in answer);
  expect(refused.length).toBeGreaterThan(0);
  for (const { error } of refused) expect(error).toMatchObject({ code: 'rate_limited' });
  expect(server.core.stats.events_dropped.rate_limited).toBe(refused.length);
  expect(await emit(holder, { type: 'note' })).toMatchObject({ accepted: 1 });
  expect((await server.post('/hooks/codex', {})).status).toBe(204);
});

test('without the setting nobody is let in', async () => {
  const server = await startTestServer();
  await expect(connected(openSocket(server.url, '/', {}))).rejects.toThrow('unauthorized');
});
