import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SocketManager } from '../../src/renderer/src/connection/socket-manager';
import { WAIT } from '../support/client';
import { freePort } from '../support/listening';
import { startTestServer, TOKEN } from '../support/server';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { BridgeDouble, openDashboard, PageDouble } from './window-double';
import { seqsTo } from '../support/seqs';

const until = (check: () => void): Promise<void> => vi.waitFor(check, WAIT);

/** A connected manager, and what it has told. */
async function follow(url: string): Promise<{ seqs: number[]; missed: number[] }> {
  const manager = new SocketManager(url, TOKEN);
  onTestFinished(() => manager.disconnect());
  const seqs: number[] = [];
  const missed: number[] = [];
  manager.onBatch((events) => {
    seqs.push(...events.map(({ seq }) => seq));
    manager.handled(seqs.at(-1)!);
  });
  manager.onSubscribed((subscribed) => missed.push(subscribed.missed));
  await manager.connect();
  return { seqs, missed };
}

describe('a connection over restarts of the server', { tags: 'critical' }, () => {
  test('goes on after the last event, without a repeat or a gap', async () => {
    const { core, url } = await startTestServer({ port: await freePort() });
    const { seqs } = await follow(url);
    for (const round of [1, 2, 3]) {
      await core.broadcastEvent({ type: 'while up' });
      await until(() => expect(seqs).toHaveLength(round * 2 - 1));
      await (round === 2 ? core.stop() : core.forceStop());
      await core.broadcastEvent({ type: 'while down' });
      await core.start();
      await until(() => expect(seqs).toHaveLength(round * 2));
    }
    expect(seqs).toEqual(seqsTo(6));
  });

  test('tells how many events are gone that it was away for', async () => {
    const { core, url } = await startTestServer({ port: await freePort() }, new MemoryJournal(10));
    const { seqs, missed } = await follow(url);
    await core.broadcastEvent({ type: 'first' });
    await until(() => expect(seqs).toEqual([1]));

    await core.forceStop();
    for (let index = 0; index < 20; index++) await core.broadcastEvent({ type: 'meanwhile' });
    await core.start();
    await until(() => expect(seqs).toEqual([1, ...seqsTo(21).slice(-10)]));
    expect(missed).toEqual([0, 10]);
  });
});

describe('the dashboard', () => {
  let page: PageDouble;
  beforeEach(() => {
    page = PageDouble.install();
  });

  test('shows what happened before it opened, and what happens then', async () => {
    const bridge = new BridgeDouble();
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await until(() => expect(client.loaded).toBe(true));
    expect(client.connection).toBe('live');
    expect(activity.sessions.map(({ key }) => key)).toEqual(['one']);

    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Grep', session_id: 'two' });
    await until(() => expect(activity.entries('two')).toHaveLength(1));
    expect(activity.entries(null)).toHaveLength(2);
    expect(client.received).toBe(2);
    expect(client.behind).toBe(0);
  });

  test('says that the server is stopped, keeps what it has, and goes on when it is started', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    await until(() => expect(client.received).toBe(1));

    await client.stop();
    expect(client.connection).toBe('stopped');
    expect(client.server.port).toBeNull();
    expect(activity.entries(null)).toHaveLength(1);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Grep', session_id: 'one' });

    await client.start();
    await until(() => expect(client.connection).toBe('live'));
    await until(() => expect(activity.entries(null)).toHaveLength(2));
    expect(client.received).toBe(2);
    expect(client.missed).toBe(0);
  });

  test('leaves it to the main process to start again the server that is restarted', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    await until(() => expect(client.received).toBe(1));
    const stop = vi.spyOn(bridge, 'stop');
    await client.restart();
    expect(stop).not.toHaveBeenCalled();
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Grep', session_id: 'one' });
    await until(() => expect(activity.entries(null)).toHaveLength(2));
    expect(client.connection).toBe('live');
  });

  test('follows the server to another port and token, and starts anew with what another one has', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'old' });
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'old' });
    await until(() => expect(client.received).toBe(2));

    await bridge.replace();
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Grep', session_id: 'new' });
    await until(() => expect(activity.sessions.map(({ key }) => key)).toEqual(['new']));
    expect(client.received).toBe(1);
    expect(client.missed).toBe(0);
  });

  test('comes back by itself when its token was replaced, and misses nothing', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    await until(() => expect(client.received).toBe(1));

    await bridge.rotateToken();
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Grep', session_id: 'one' });
    await until(() => expect(activity.entries('one')).toHaveLength(2));
    expect(client.connection).toBe('live');
    expect(client.missed).toBe(0);
  });

  test('says why the server could not be started', async () => {
    const bridge = new BridgeDouble();
    bridge.start = () => Promise.reject(new Error('no free port'));
    const { client } = await openDashboard(bridge);
    await client.start();
    expect(client.server).toEqual({ state: 'failed', port: null, notice: 'no free port' });
    expect(client.connection).toBe('stopped');
  });

  test('tells a sample that could not be played', async () => {
    const bridge = new BridgeDouble();
    bridge.playDemo = () => Promise.reject(new Error('no server'));
    const { client } = await openDashboard(bridge);
    await expect(client.playDemo()).resolves.toBe(false);
  });

  test('takes in a burst in small slices, so that the window is never held up for long', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client, activity } = await openDashboard(bridge);
    await until(() => expect(client.loaded).toBe(true));
    const slices: number[] = [];
    const apply = activity.apply.bind(activity);
    activity.apply = (events) => {
      slices.push(events.length);
      apply(events);
    };
    for (let index = 0; index < 1000; index++) {
      await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: `${index % 20}` });
    }
    await until(() => expect(client.received).toBe(1000));
    expect(slices.reduce((sum, each) => sum + each)).toBe(1000);
    expect(Math.max(...slices)).toBeLessThanOrEqual(250);
  });

  test('takes events in while nobody looks, and at once when somebody does again', async () => {
    const bridge = new BridgeDouble();
    await bridge.start();
    const { client } = await openDashboard(bridge);
    await until(() => expect(client.loaded).toBe(true));
    page.show(false);
    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    await until(() => expect(client.received).toBe(1));

    await bridge.core.broadcastEvent({ type: 'tool_start', tool: 'Read', session_id: 'one' });
    page.show(true);
    await until(() => expect(client.received).toBe(2));
  });
});
