import { describe, expect, test } from 'vitest';
import { RefusedEvent } from '../../src/main/server/ingest';
import { connectPlain, connectStream, WAIT } from '../support/client';
import { draft } from '../support/journal-events';
import { startTestServer } from '../support/server';

describe('SocketIOServerCore between the app and its clients', { tags: 'critical' }, () => {
  test('server refuses an event that the app sends as it refuses a client’s, and counts it', async () => {
    const { core } = await startTestServer();
    expect(await core.broadcastEvent({ message: 'without a type' })).toBeNull();
    expect(await core.broadcastEvent({ type: 'test' })).toBe(1);
    expect(core.stats.events_dropped.malformed).toBe(1);
  });

  test('server takes recorded events while it is stopped, and has them for clients of the next start', async () => {
    const { core, url } = await startTestServer();
    await core.stop();
    const payloads = [draft('a'), draft('b'), draft('a'), 'no event'];
    expect(await core.importEvents(payloads)).toMatchObject({
      accepted: 3,
      duplicates: 1,
      rejected: [{ index: 3 }],
    });
    await core.start();
    const client = await connectStream(url);
    await client.subscribe(0);
    await client.waitForCount(2);
    expect(client.events.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('server takes a hook that the app found as if it had been posted, and refuses what is none', async () => {
    const { core, url } = await startTestServer();
    const client = await connectPlain(url);
    await core.takeHook('claude-code', { hook_event_name: 'Stop', session_id: 's' }, { id: 'kept' });
    await client.waitForCount(1);
    expect(client.received[0]!.event).toMatchObject({ id: 'kept', source: 'claude-code', trusted: true });
    await expect(core.takeHook('claude-code', 'no payload', {})).rejects.toThrow(RefusedEvent);
    core.countDropped('malformed');
    expect(core.stats.events_dropped.malformed).toBe(2);
  });

  test('server takes an event of a client that asks for no answer', async () => {
    const { core, url } = await startTestServer();
    const client = await connectPlain(url);
    client.socket.emit('event', { type: 'unasked' });
    client.socket.emit('event', {});
    expect((await client.waitForEvent('unasked')).seq).toBe(1);
    await expect.poll(() => core.stats.events_dropped.malformed, WAIT).toBe(1);
  });

  test('server whose token is renewed sends away who came with the former, also over a stop', async () => {
    const { core, url } = await startTestServer();
    const client = await connectPlain(url);
    const away = new Promise((resolve) => client.socket.once('disconnect', resolve));
    core.renewToken('second');
    await away;
    await expect(connectStream(url)).rejects.toThrow('unauthorized');
    await connectStream(url, 'second');
    await core.stop();
    core.renewToken('third');
    await core.start();
    await expect(connectStream(url, 'second')).rejects.toThrow('unauthorized');
    await connectStream(url, 'third');
  });
});
