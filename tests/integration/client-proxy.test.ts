import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { WINDOW } from '../../src/main/server/broadcast/stream-client';
import { connectStream, WAIT } from '../support/client';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { freePort } from '../support/listening';
import { ELSEWHERE, makeProxy, postOf, reads, until } from '../support/proxy';

describe('client proxy', () => {
  test('proxy starts a server of its own where none serves the home', async () => {
    const { proxy, states, events } = makeProxy(temporaryHome());
    await proxy.start();
    expect(proxy.status).toMatchObject({ state: 'running', notice: null });
    expect(await postOf('a', proxy.status.port)).toBe(204);
    await vi.waitFor(() => expect(events).toHaveLength(1), WAIT);
    expect([...proxy.sessions.keys()]).toEqual(['a']);
    await proxy.stop();
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped']);
    expect(proxy.endpoint).toBeNull();
  });

  test(
    'proxy attaches to a live server of the same home, and follows its events',
    { tags: 'critical' },
    async () => {
      const home = temporaryHome();
      const server = await HeadlessServer.start(home);
      const { port } = server;
      await postOf('before', port);
      const { proxy, events } = makeProxy(home);
      await proxy.start();
      const notice = `Attached to the Tooltrail that process ${server.headless.process.pid} runs on port ${port}`;
      expect(proxy.status).toEqual({ state: 'attached', port, notice });
      expect(proxy.endpoint?.url).toBe(`http://127.0.0.1:${port}`);
      await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['before']), WAIT);
      await postOf('news', port);
      await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['before', 'news']), WAIT);
      // What was there before is no news.
      expect(events.map(({ session_id }) => session_id)).toEqual(['news']);
    },
  );

  test('proxy follows a server whose history is longer than what goes unacknowledged', async () => {
    const home = temporaryHome();
    const server = await HeadlessServer.start(home);
    const many = Array.from({ length: 1000 }, () => ({ type: 'x', session_id: 'before' }));
    for (let posted = 0; posted <= WINDOW.events; posted += many.length) await server.post(many);
    const { proxy, events } = makeProxy(home);
    await proxy.start();
    const { head } = await server.stats();
    await vi.waitFor(() => expect(proxy.sessions.get('before')?.events).toBe(head), WAIT);
    await postOf('news', proxy.status.port);
    await vi.waitFor(() => expect(events.map(({ session_id }) => session_id)).toEqual(['news']), WAIT);
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'proxy takes over after %s, on the same port and journal, and its clients miss and repeat nothing',
    { tags: 'critical' },
    async (signal) => {
      const home = temporaryHome();
      const server = await HeadlessServer.start(home);
      const { port } = server;
      const { proxy } = makeProxy(home);
      await proxy.start();
      const { url, token } = proxy.endpoint!;
      const client = await connectStream(url, token);
      const { epoch } = await client.subscribe(0);
      for (const id of ['1', '2', '3']) expect(await postOf(id, port)).toBe(204);
      await client.waitForCount(3);
      await server.end(signal);
      await until(proxy, 'running');
      expect(proxy.status).toMatchObject({ port, notice: null });
      expect(proxy.endpoint).toEqual({ url, token });
      for (const id of ['4', '5']) expect(await postOf(id, port)).toBe(204);
      await vi.waitFor(() => expect(client.socket.connected).toBe(true), WAIT);
      expect(await client.subscribe(3, epoch)).toMatchObject({ epoch, from: 4, missed: 0, reset: false });
      await client.waitForCount(5);
      expect(client.events.map(({ seq, id }) => [seq, id])).toEqual([
        [1, '1'],
        [2, '2'],
        [3, '3'],
        [4, '4'],
        [5, '5'],
      ]);
      expect([...proxy.sessions.keys()]).toEqual(['1', '2', '3', '4', '5']);
    },
  );

  test('proxy that is stopped while attached lets go, and attaches again when started', async () => {
    const home = temporaryHome();
    const { port } = await HeadlessServer.start(home);
    const { proxy, states } = makeProxy(home);
    await proxy.start();
    await proxy.stop();
    expect(proxy.endpoint).toBeNull();
    expect(await postOf('a', port)).toBe(204);
    await proxy.start();
    await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['a']), WAIT);
    expect(states).toEqual(['starting', 'attached', 'stopped', 'starting', 'attached']);
  });

  test('proxy that another server refuses tries again until it has the right token', async () => {
    const home = temporaryHome();
    const { port } = await HeadlessServer.start(home);
    const { proxy, events, config } = makeProxy(home);
    const { serverFile } = config.home;
    const right = readFileSync(serverFile, 'utf8');
    writeFileSync(serverFile, JSON.stringify({ ...(JSON.parse(right) as object), token: 'a former one' }));
    let attempts = 0;
    proxy.onStatus(({ state }) => (attempts += Number(state === 'attached')));
    await proxy.start();
    await vi.waitFor(() => expect(attempts).toBeGreaterThan(1), WAIT);
    await postOf('before', port);
    writeFileSync(serverFile, right);
    await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['before']), WAIT);
    await postOf('news', port);
    await vi.waitFor(() => expect(events).toHaveLength(1), WAIT);
    expect(proxy.status).toMatchObject({ state: 'attached', port });
  });

  test('proxy renews the token once the server is its own', async () => {
    const home = temporaryHome();
    const other = await HeadlessServer.start(home);
    const { proxy } = makeProxy(home);
    await proxy.start();
    const { url, token } = proxy.endpoint!;
    await expect(proxy.rotateToken()).rejects.toThrow('belongs to the Tooltrail');
    await proxy.start();
    expect(proxy.status.state).toBe('attached');
    await other.end();
    await until(proxy, 'running');
    expect(proxy.endpoint).toEqual({ url, token });
    await proxy.rotateToken();
    expect(await reads(url, token)).toBe(401);
    expect(await reads(url, proxy.endpoint!.token)).toBe(200);
  });

  test('proxy waits for a home whose journal somebody is just letting go of', async () => {
    const home = temporaryHome();
    const first = makeProxy(home);
    await first.proxy.start();
    // In the same process, so that server.json does not count as another's.
    const second = makeProxy(home);
    const started = second.proxy.start();
    await vi.waitFor(() => expect(second.proxy.status.notice).toContain('Waiting for another'), WAIT);
    await first.proxy.stop();
    await started;
    expect(second.proxy.status.state).toBe('running');
    expect(second.states).toEqual(['starting', 'running']);
  });

  test('proxy takes the next free port where a Tooltrail of another home has the wanted one', async () => {
    const { port } = await HeadlessServer.start(temporaryHome());
    const { proxy } = makeProxy(temporaryHome(), { TOOLTRAIL_PORT: String(port) });
    await proxy.start();
    expect(proxy.status.state).toBe('running');
    expect(proxy.status.port).not.toBe(port);
    expect(proxy.status.notice).toContain(`Port ${port} belongs to another program`);
  });
});

describe('reconfiguring', () => {
  test('a changed port moves the server, and its events with it', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome());
    await proxy.start();
    const before = proxy.status.port!;
    await postOf('a', before);
    const free = await freePort();
    let told: string[] = [];
    proxy.onStatus(() => (told = [...proxy.sessions.keys()]));
    await proxy.reconfigure({ ...config, port: free });
    expect(proxy.status).toMatchObject({ state: 'running', port: free });
    await vi.waitFor(() => expect(told).toEqual(['a']), WAIT);
    await expect(fetch(`http://127.0.0.1:${before}/health`)).rejects.toThrow();
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'running']);
  });

  test('a host that is not this machine’s is refused aloud, and the former one serves again', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome());
    await proxy.start();
    await postOf('a', proxy.status.port);
    await expect(proxy.reconfigure({ ...config, ...ELSEWHERE })).rejects.toThrow('EADDRNOTAVAIL');
    expect(proxy.status).toMatchObject({ state: 'failed', port: null });
    await expect(proxy.start()).rejects.toThrow('EADDRNOTAVAIL');
    await proxy.reconfigure(config);
    await proxy.start();
    await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['a']), WAIT);
    expect(states.slice(-2)).toEqual(['starting', 'running']);
  });

  test('a changed retention takes effect while the server runs', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome());
    await proxy.start();
    const events = Array.from({ length: 1000 }, (_, index) => ({ type: 'x', session_id: String(index) }));
    for (let round = 0; round < 2; round++) {
      await fetch(`http://127.0.0.1:${proxy.status.port}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(events),
      });
    }
    await proxy.reconfigure({ ...config, retentionEvents: 1000 });
    const { url, token } = proxy.endpoint!;
    await vi.waitFor(async () => {
      const response = await fetch(`${url}/api/events?limit=1`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await response.json()).toMatchObject({ oldest: 1001, head: 2000 });
    }, WAIT);
    expect(states).toEqual(['starting', 'running']);
  });
});
