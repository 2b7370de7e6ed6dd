import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { createLogger } from '../../src/main/server/logger';
import { MonitorHost } from '../../src/main/server/monitor-host';
import { connected, connectPlain, connectStream, emit, openSocket, WAIT } from '../support/client';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { startTestServer, TOKEN } from '../support/server';

const READ = ['/api/events', '/api/sessions', '/api/stats', '/metrics'];

/** Wrong tokens that come near to the right one. */
const NEAR_MISSES = [
  '',
  ' ',
  TOKEN.slice(0, -1),
  TOKEN.slice(1),
  `${TOKEN}0`,
  TOKEN.toUpperCase(),
  TOKEN.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  `${TOKEN},${TOKEN}`,
  TOKEN.split('').reverse().join(''),
  'null',
  'undefined',
  '*',
];

describe('token', () => {
  test.each(NEAR_MISSES)('near miss %j opens nothing', async (token) => {
    const server = await startTestServer();
    for (const headers of [{ authorization: `Bearer ${token}` }, { 'x-tooltrail-token': token }]) {
      for (const path of READ) expect((await fetch(server.url + path, { headers })).status).toBe(401);
      if (token.trim() === '') continue;
      expect((await server.post('/api/events', { type: 'x' }, headers)).status).toBe(401);
    }
    for (const namespace of ['/', '/tools', '/stream']) {
      const socket = openSocket(server.url, namespace, { token });
      const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(error.message).toBe('unauthorized');
    }
    expect(server.core.stats).toMatchObject({ head: 0, connected_clients: 0 });
  });

  test.each([{}, { token: null }, { token: [TOKEN] }, { token: { toString: TOKEN } }, { Token: TOKEN }])(
    'Socket.IO with auth %j opens nothing',
    async (auth) => {
      const server = await startTestServer();
      const socket = openSocket(server.url, '/stream', auth);
      const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(error.message).toBe('unauthorized');
    },
  );

  test.each(['Basic', 'Token', 'Digest', 'bearer:'])('scheme %s does not carry it', async (scheme) => {
    const server = await startTestServer();
    const headers = { authorization: `${scheme} ${TOKEN}` };
    expect((await fetch(`${server.url}/api/stats`, { headers })).status).toBe(401);
  });

  test.each(['token', 'access_token', 'auth', 'authorization', 'x-tooltrail-token', 'key', 'q'])(
    'in an address as %s is refused on every way in, and says so',
    async (name) => {
      const server = await startTestServer();
      for (const path of [...READ, '/health']) {
        const response = await fetch(`${server.url}${path}?${name}=${TOKEN}`);
        expect(response.status).toBe(403);
        const text = await response.text();
        expect(text).toContain('The token goes into a header');
        expect(text).not.toContain(TOKEN);
      }
      for (const path of ['/api/events', '/hooks/codex']) {
        expect((await server.post(`${path}?${name}=${TOKEN}`, { type: 'x' })).status).toBe(403);
      }
      const polling = `/socket.io/?EIO=4&transport=polling&${name}=${TOKEN}`;
      expect((await fetch(server.url + polling)).status).toBe(403);
      expect(server.core.stats.head).toBe(0);
    },
  );

  test('in the query of a Socket.IO client opens nothing', async () => {
    const server = await startTestServer();
    const socket = openSocket(server.url, '/stream', {});
    socket.io.opts.query = { token: TOKEN };
    socket.disconnect().connect();
    await new Promise((resolve) => socket.once('connect_error', resolve));
    expect(server.core.stats.connections_total).toBe(0);
  });

  test('as user or password of an address opens nothing', async () => {
    const server = await startTestServer();
    const authorization = `Basic ${Buffer.from(`token:${TOKEN}`).toString('base64')}`;
    expect((await fetch(`${server.url}/api/stats`, { headers: { authorization } })).status).toBe(401);
  });
});

test('no token lets a client in where the user allows it, but into nothing else, and by no other way to events', async () => {
  const args = ['--open-sockets', 'true', '--require-token', 'true'];
  const server = await HeadlessServer.start(temporaryHome(), { args });
  const socket = openSocket(server.url, '/', {});
  await connected(socket);
  const heard = new Promise<string>((resolve) => socket.onAny((name: string) => resolve(name)));
  expect(await emit(socket, { type: 'mine' })).toMatchObject({ error: { code: 'unauthorized' } });
  expect((await server.post({ type: 'mine' })).status).toBe(401);
  for (const namespace of ['/tools', '/stream'])
    await expect(connected(openSocket(server.url, namespace, {}))).rejects.toThrow('unauthorized');
  await expect(connected(openSocket(server.url, '/', { token: 'x' }))).rejects.toThrow('unauthorized');
  const holder = openSocket(server.url, '/stream', { token: server.token });
  await connected(holder);
  expect(await emit(holder, { no: 'type' })).toMatchObject({ error: { code: 'malformed' } });
  expect(await emit(holder, { type: 'theirs' })).toEqual({ accepted: 1, seq: 1 });
  expect(await heard).toBe('theirs');
  expect((await server.end()).code).toBe(0);
});

/** A server for a home of its own, as app and headless run it. */
async function startHost() {
  const dir = temporaryHome();
  const config = loadConfig(
    ['--port', '0', '--log-level', 'debug'],
    { TOOLTRAIL_HOME: dir },
    { strictArgs: true },
  );
  prepareHome(config.home);
  const host = new MonitorHost(config, '0.0.0', createLogger(config.home.logsDir, config.logLevel));
  onTestFinished(() => host.stop());
  await host.start();
  const logs = () => readFileSync(join(config.home.logsDir, 'tooltrail.log'), 'utf8');
  return { host, home: config.home, logs };
}

describe('rotation of the token', () => {
  test('makes the former one worthless at once and sends its clients away', async () => {
    const { host, home } = await startHost();
    const { url, token: former } = host.endpoint!;
    const clients = [
      openSocket(url, '/', { token: former }),
      openSocket(url, '/tools', { token: former }),
      openSocket(url, '/stream', { token: former }),
    ];
    await vi.waitFor(() => expect(clients.every(({ connected }) => connected)).toBe(true), WAIT);
    const told: unknown[] = [];
    host.onStatus((status) => told.push(status.state));
    const gone = clients.map((client) => new Promise((resolve) => client.once('disconnect', resolve)));

    await host.rotateToken();
    expect(await Promise.all(gone)).toEqual(Array(3).fill('io server disconnect'));
    expect(told).toEqual(['running']);
    const { token } = host.endpoint!;
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(token).not.toBe(former);
    expect(readFileSync(home.tokenFile, 'utf8').trim()).toBe(token);
    expect(JSON.parse(readFileSync(home.serverFile, 'utf8'))).toMatchObject({ token });
    for (const file of [home.tokenFile, home.serverFile]) expect(statSync(file).mode & 0o777).toBe(0o600);

    const stats = (value: string) =>
      fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${value}` } }).then(
        ({ status }) => status,
      );
    expect([await stats(former), await stats(token)]).toEqual([401, 200]);
    const late = openSocket(url, '/stream', { token: former });
    const error = await new Promise<Error>((resolve) => late.once('connect_error', resolve));
    expect(error.message).toBe('unauthorized');
  });

  test('holds over a restart, and can be done while the server is stopped', async () => {
    const { host, home } = await startHost();
    await host.rotateToken();
    const rotated = host.endpoint!.token;
    await host.stop();
    await host.start();
    expect(host.endpoint!.token).toBe(rotated);
    await host.stop();
    await host.rotateToken();
    const next = readFileSync(home.tokenFile, 'utf8').trim();
    expect(next).not.toBe(rotated);
    await host.start();
    expect(host.endpoint!.token).toBe(next);
  });
});

test('log files hold neither tokens, nor payloads, nor addresses that were asked for', async () => {
  const { host, home, logs } = await startHost();
  const { url, token } = host.endpoint!;
  const secret = `ghp_${'aB3d'.repeat(9)}`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  await fetch(`${url}/api/events?token=${token}&q=${secret}`);
  await fetch(`${url}/${secret}`, { headers });
  await fetch(`${url}/api/events`, { method: 'POST', headers, body: JSON.stringify({ type: 'x', secret }) });
  await fetch(`${url}/api/events`, { method: 'POST', headers, body: `{"type":"${secret}` });
  await fetch(`${url}/api/events`, { method: 'POST', headers, body: JSON.stringify({ secret }) });
  await fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${token.slice(1)}` } });
  const socket = openSocket(url, '/', { token: `${token}x` });
  await new Promise((resolve) => socket.once('connect_error', resolve));
  const stream = openSocket(url, '/stream', { token });
  await new Promise((resolve) => stream.once('connect', () => resolve(undefined)));
  await host.rotateToken();
  await host.stop();
  const text = logs();
  expect(text).toContain('listening');
  const next = readFileSync(home.tokenFile, 'utf8').trim();
  for (const hidden of [token, token.slice(1, 40), next, secret]) expect(text).not.toContain(hidden);
});

test('clients with the token work as ever', async () => {
  const server = await startTestServer();
  const plain = await connectPlain(server.url);
  const stream = await connectStream(server.url);
  await stream.subscribe(0);
  await server.post('/api/events', { type: 'x' }, { authorization: `Bearer ${TOKEN}` });
  await stream.waitForCount(1);
  await plain.waitForEvent('x');
  expect(stream.events[0]!.trusted).toBe(true);
});
