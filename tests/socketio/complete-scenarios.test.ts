import { describe, expect, test } from 'vitest';
import { connectPlain, connectStream } from '../support/client';
import { startTestServer } from '../support/server';

const start = (id: string, tool: string) => ({
  hook_event_name: 'PreToolUse',
  session_id: 'day',
  tool_name: tool,
  tool_use_id: id,
  tool_input: {},
});
const stop = (id: string, tool: string) => ({
  ...start(id, tool),
  hook_event_name: 'PostToolUse',
  tool_response: {},
});

describe('complete scenarios', { tags: 'critical' }, () => {
  test('scenario of parallel tools gives every client each start with its own stop', async () => {
    const server = await startTestServer();
    const [everything, tools, stream] = [
      await connectPlain(server.url),
      await connectPlain(server.url, '/tools'),
      await connectStream(server.url),
    ];
    await stream.subscribe(0);
    const payloads = [
      start('a', 'Bash'),
      start('b', 'Read'),
      { hook_event_name: 'Notification', session_id: 'day', message: 'waiting' },
      stop('b', 'Read'),
      stop('a', 'Bash'),
    ];
    for (const payload of payloads)
      expect((await server.post('/hooks/claude-code', payload)).status).toBe(204);
    await Promise.all([everything.waitForCount(5), tools.waitForCount(4), stream.waitForCount(5)]);
    const pairs = stream.events.map(({ type, tool_use_id }) => [type, tool_use_id]);
    expect(pairs).toEqual([
      ['tool_start', 'a'],
      ['tool_start', 'b'],
      ['notification', null],
      ['tool_stop', 'b'],
      ['tool_stop', 'a'],
    ]);
    expect(everything.seqs).toEqual(stream.seqs);
    expect(tools.seqs).toEqual([1, 2, 4, 5]);
    expect(stream.events.flatMap(({ outcome }) => outcome ?? [])).toEqual(['success', 'success']);
  });

  test('scenario of a day with clients that come and go loses nothing and counts all of it', async () => {
    const server = await startTestServer();
    const { core } = server;
    const stays = await connectStream(server.url);
    const leaves = await connectStream(server.url);
    await Promise.all([stays.subscribe(0), leaves.subscribe(0)]);
    await server.post('/hooks/claude-code', start('a', 'Bash'));
    await leaves.waitForCount(1);
    leaves.socket.disconnect();
    await server.post('/api/events', { invalid: 'no type field' });
    await server.post('/api/events', { type: 'note', id: 'twice' });
    await server.post('/api/events', { type: 'note', id: 'twice' });
    await core.stop();
    await expect.poll(() => stays.socket.connected).toBe(false);
    const back = new Promise<void>((resolve) => stays.socket.once('connect', resolve));
    await core.start();
    await back;
    await stays.subscribe(stays.seqs.at(-1), core.epoch);
    await server.post('/hooks/claude-code', stop('a', 'Bash'));
    const late = await connectStream(server.url);
    await late.subscribe(0);
    await Promise.all([stays.waitForCount(3), late.waitForCount(3)]);
    expect(stays.seqs).toEqual([1, 2, 3]);
    expect(late.events).toEqual(stays.events);
    expect(core.stats).toMatchObject({
      head: 3,
      events_received: 5,
      events_deduplicated: 1,
      events_dropped: { malformed: 1 },
      connected_clients: 2,
      connections_total: 4,
    });
    const { sessions } = await server.get<{ sessions: unknown[] }>('/api/sessions');
    expect(sessions).toHaveLength(2);
  });
});
