import { io, type Socket } from 'socket.io-client';
import type { MonitorEvent } from '../../src/shared/events';
import { seqsTo } from '../support/seqs';
import { webSocketOf } from '../support/web-socket';
import { expect, test as base } from './support/shared-app';

type Connect = (namespace: string, token?: string, transport?: 'websocket' | 'polling') => Promise<Client>;

/** Another program that follows the app's server. */
class Client {
  readonly received: { name: string; event: MonitorEvent }[] = [];
  connections = 0;

  constructor(readonly socket: Socket) {
    socket.onAny((name: string, event: MonitorEvent) => this.received.push({ name, event }));
    socket.on('connect', () => this.connections++);
  }

  /** Names under which events came, with their types. */
  get names(): string[] {
    return this.received.map(({ name, event }) => `${name}: ${event.type}`);
  }
}

const test = base.extend<{ connect: Connect }>({
  connect: async ({ app }, use) => {
    const sockets: Socket[] = [];
    await use((namespace, token = app.server.token, transport = 'websocket') => {
      const socket = io(`http://127.0.0.1:${app.server.port}${namespace}`, {
        auth: { token },
        transports: [transport],
        forceNew: true,
        reconnectionDelay: 20,
        reconnectionDelayMax: 100,
      });
      sockets.push(socket);
      const client = new Client(socket);
      return new Promise((resolve, reject) => {
        socket.once('connect', () => resolve(client));
        socket.once('connect_error', reject);
      });
    });
    for (const socket of sockets) socket.disconnect();
  },
});

const call = { tool: 'Bash', session_id: 's', tool_use_id: 'one' };

test('other programs get what came before and what comes, under its name, beside the window', async ({
  app,
  main,
  connect,
}) => {
  const types = ['prompt', 'tool_start', 'disconnect'];
  for (const type of types) expect(await app.post('/api/events', { ...call, type })).toBe(204);
  const all = await connect('/');
  const tools = await connect('/tools', app.server.token, 'polling');
  await expect
    .poll(() => all.names)
    .toEqual(['prompt: prompt', 'tool_event: tool_start', 'event: disconnect']);
  await expect.poll(() => tools.names).toEqual(['tool_event: tool_start']);
  expect(await app.post('/api/events', { ...call, type: 'tool_stop' })).toBe(204);
  await expect.poll(() => all.names.at(-1)).toBe('tool_event: tool_stop');
  await expect.poll(() => tools.names.at(-1)).toBe('tool_event: tool_stop');
  await expect(main.calls).toHaveCount(1);
  await expect(connect('/', 'wrong')).rejects.toThrow('unauthorized');
});

test('what other programs emit shows in the window, and what is wrong with it is told to them', async ({
  main,
  connect,
}) => {
  const client = await connect('/');
  expect(await client.socket.emitWithAck('event', { ...call, type: 'tool_start' })).toEqual({
    accepted: 1,
    seq: 1,
  });
  client.socket.emit('event', { ...call, type: 'tool_start', tool_use_id: 'two' });
  await expect(main.calls).toHaveCount(2);
  expect(await client.socket.emitWithAck('event', { type: 7 })).toMatchObject({
    error: { code: 'malformed', message: expect.stringContaining('type') as unknown },
  });
  const stream = await connect('/stream');
  expect(await stream.socket.emitWithAck('subscribe', { after: 'now' })).toMatchObject({
    error: { code: 'malformed' },
  });
  expect(await stream.socket.emitWithAck('subscribe', { after: 0, epoch: null })).toMatchObject({ head: 2 });
  stream.socket.emit('ack', 'everything');
  await expect.poll(() => stream.received.map(({ name }) => name)).toEqual(['batch']);
  await main.expectConnection('live');
});

test('a program that stops reading is told what it misses, and the window misses nothing', async ({
  app,
  main,
  connect,
}) => {
  const client = await connect('/');
  webSocketOf(client.socket).pause();
  const text = 'x'.repeat(200_000);
  for (let index = 0; index < 60; index++)
    expect(await app.post('/api/events', { type: 'note', session_id: 's', index, text })).toBe(204);
  await expect(main.status).toContainText('60 received');
  webSocketOf(client.socket).resume();
  await expect.poll(() => client.received.some(({ name }) => name === 'overflow')).toBe(true);
  const overflow = client.received.find(({ name }) => name === 'overflow')!.event.seq;
  expect(overflow).toBeLessThanOrEqual(60);
  const before = client.received.filter(({ name }) => name !== 'overflow').map(({ event }) => event.seq);
  expect(before).toEqual(seqsTo(before.length));
});

test('other programs come back when the server has been stopped and started', async ({
  app,
  main,
  connect,
}) => {
  const clients = [await connect('/'), await connect('/tools', app.server.token, 'polling')];
  await main.page.getByRole('button', { name: 'Stop the server' }).click();
  await main.expectConnection('stopped');
  await main.page.getByRole('button', { name: 'Start the server' }).first().click();
  await main.expectConnection('live');
  expect(await app.post('/api/events', { ...call, type: 'tool_start' })).toBe(204);
  for (const client of clients) await expect.poll(() => client.names).toEqual(['tool_event: tool_start']);
});
