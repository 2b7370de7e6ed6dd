import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SocketManager } from '../../src/renderer/src/connection/socket-manager';
import type { MonitorEvent } from '../../src/shared/events';
import type { Subscribed } from '../../src/shared/sockets';
import { WAIT } from '../support/client';
import { startTestServer, TOKEN } from '../support/server';
import { beginning, events } from '../support/stream-frames';
import { startStreamDouble, type StreamDouble } from './stream-double';
import { seqsTo } from '../support/seqs';

/** A connected manager that keeps what it hands out. */
async function follow(url: string): Promise<Follower> {
  const follower = new Follower(new SocketManager(url, TOKEN));
  onTestFinished(() => follower.manager.disconnect());
  await follower.manager.connect();
  return follower;
}

class Follower {
  readonly events: MonitorEvent[] = [];
  readonly subscriptions: Subscribed[] = [];
  missed = 0;

  constructor(readonly manager: SocketManager) {
    manager.onBatch((batch) => {
      this.events.push(...batch);
      manager.handled(batch.at(-1)!.seq);
    });
    manager.onSubscribed((subscribed) => this.subscriptions.push(subscribed));
    manager.onMissed((count) => (this.missed += count));
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }

  waitForSeqs(...seqs: number[]): Promise<void> {
    return vi.waitFor(() => expect(this.seqs).toEqual(seqs), WAIT);
  }
}

async function followDouble(): Promise<{ server: StreamDouble; follower: Follower }> {
  const server = await startStreamDouble();
  const follower = await follow(server.url);
  await vi.waitFor(() => expect(follower.subscriptions).toHaveLength(1), WAIT);
  return { server, follower };
}

describe('tool events', () => {
  test('are handed to every handler, in order, and other events to none', async () => {
    const { url, core } = await startTestServer();
    const { manager } = await follow(url);
    const first: string[] = [];
    const second: string[] = [];
    manager.onToolEvent(({ type, tool }) => first.push(`${type} ${tool}`));
    manager.onToolEvent(({ type, tool }) => second.push(`${type} ${tool}`));
    const timestamp = Date.now();
    await core.broadcastEvent({ type: 'tool_start', tool: 'Read', timestamp, session_id: 'session' });
    await core.broadcastEvent({ type: 'status', message: 'not about a tool' });
    await core.broadcastEvent({ type: 'tool_stop', tool: 'Read', timestamp, session_id: 'session' });
    await vi.waitFor(() => expect(second).toEqual(['tool_start Read', 'tool_stop Read']), WAIT);
    expect(first).toEqual(second);
  });

  test('reach the other handlers when one throws, which is reported and ends nothing', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => reported.mockRestore());
    const { url, core } = await startTestServer();
    const { manager } = await follow(url);
    const tools: unknown[] = [];
    manager.onToolEvent(() => {
      throw new Error('handler error');
    });
    manager.onToolEvent(({ tool }) => tools.push(tool));
    await core.broadcastEvent({ type: 'tool_start', tool: 'Read' });
    await core.broadcastEvent({ type: 'tool_start', tool: 'Grep' });
    await vi.waitFor(() => expect(tools).toEqual(['Read', 'Grep']), WAIT);
    expect(reported).toHaveBeenCalledTimes(2);
    expect(reported).toHaveBeenCalledWith('Error processing tool event', new Error('handler error'));
    expect(manager.isConnected()).toBe(true);
  });
});

describe('the stream', () => {
  test('begins with what was there before', async () => {
    const { url, core } = await startTestServer();
    for (const type of ['first', 'second']) await core.broadcastEvent({ type });
    const follower = await follow(url);
    await follower.waitForSeqs(1, 2);
    expect(follower.subscriptions).toEqual([
      { epoch: core.epoch, from: 1, head: 2, missed: 0, reset: false },
    ]);
  });

  test('brings ten thousand events at once, each one time and in order', async () => {
    const { url, core } = await startTestServer();
    const follower = await follow(url);
    await vi.waitFor(() => expect(follower.subscriptions).toHaveLength(1), WAIT);
    for (let index = 0; index < 10_000; index++)
      await core.broadcastEvent({ type: 'load', id: `${index}`, text: 'x'.repeat(800) });
    await vi.waitFor(() => expect(follower.events).toHaveLength(10_000), WAIT);
    expect(follower.seqs).toEqual(seqsTo(10_000));
  });

  test('asks again from where it was when events are left out, and shows none twice', async () => {
    const { server, follower } = await followDouble();
    server.greet = ({ after }) => [events(after + 1, after + 2, after + 3)];
    server.send(events(1, 2));
    server.send(events(4, 5));
    await follower.waitForSeqs(1, 2, 3, 4, 5);
    expect(server.requests.map(({ after }) => after)).toEqual([0, 2]);
    expect(follower.missed).toBe(0);
  });

  test('goes on over a gap that the server cannot fill, and tells how much is missing', async () => {
    const { server, follower } = await followDouble();
    server.greet = () => [events(5, 6)];
    server.send(events(1, 2));
    server.send(events(5));
    await follower.waitForSeqs(1, 2, 5, 6);
    expect(follower.missed).toBe(2);
    expect(server.requests).toHaveLength(2);
  });

  test('goes on after events that are gone for good, and tells how many they were', async () => {
    const { server, follower } = await followDouble();
    server.send(events(1, 2));
    await follower.waitForSeqs(1, 2);
    server.answer = ({ after }) => beginning(after + 11, { missed: 10 });
    server.greet = () => [events(13, 14)];
    server.sendAway();
    await follower.waitForSeqs(1, 2, 13, 14);
    expect(follower.subscriptions.map(({ missed }) => missed)).toEqual([0, 10]);
  });

  test('drops what it had before', async () => {
    const { server, follower } = await followDouble();
    server.send(events(1, 2, 3));
    server.send(events(2, 3, 4));
    server.send(events(4));
    server.send(events(5));
    await follower.waitForSeqs(1, 2, 3, 4, 5);
  });

  test.each([
    ['no list', { not: 'a list' }],
    ['nothing', null],
    ['a list of other things', [1, 'two', null, {}]],
    ['events without a payload', events(1).map((event) => ({ ...event, data: null }))],
    ['events without a number', events(1).map((event) => ({ ...event, seq: '1' }))],
  ])('passes over frames that are %s', async (_, frame) => {
    const { server, follower } = await followDouble();
    server.send(frame);
    server.send(events(1, 2));
    await follower.waitForSeqs(1, 2);
    expect(follower.manager.isConnected()).toBe(true);
  });

  test('acknowledges what was handled, also when no event that follows can be read', async () => {
    const server = await startStreamDouble();
    const manager = new SocketManager(server.url, TOKEN);
    onTestFinished(() => manager.disconnect());
    const seqs: number[] = [];
    manager.onBatch((batch) => seqs.push(...batch.map(({ seq }) => seq)));
    const subscribed = new Promise((resolve) => manager.onSubscribed(resolve));
    await manager.connect();
    await subscribed;
    const acknowledged = server.acknowledged(events(1, 2), [{ seq: 'unreadable' }]);
    server.send(events(3));
    await vi.waitFor(() => expect(seqs).toEqual([1, 2, 3]), WAIT);
    manager.handled(3);
    expect(await acknowledged).toBe(2);
  });

  test('asks again when the server does not take the subscription', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warned.mockRestore());
    const server = await startStreamDouble();
    server.answer = () => ({ error: { code: 'overloaded', message: 'later' } });
    const follower = await follow(server.url);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), WAIT);
    server.answer = ({ after }) => beginning(after + 1);
    await vi.waitFor(() => expect(follower.subscriptions).toHaveLength(1), WAIT);
    expect(warned).toHaveBeenCalledOnce();
  });
});
