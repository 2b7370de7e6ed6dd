import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WAIT } from '../support/client';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { openJournal } from '../support/journal';
import { listening } from '../support/listening';
import { ELSEWHERE, makeProxy, postOf, reads, until } from '../support/proxy';

describe('client proxy with a server of its own', () => {
  test('proxy that is stopped before it has begun starts nothing', async () => {
    const { proxy, states } = makeProxy(temporaryHome());
    const started = proxy.start();
    await proxy.stop();
    await started;
    expect(states).toEqual(['starting', 'stopped']);
    expect(proxy.status.state).toBe('stopped');
    expect(proxy.endpoint).toBeNull();
  });

  test('proxy whose server cannot start says why, and starts once it can', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome(), {}, ELSEWHERE);
    await expect(proxy.start()).rejects.toThrow('EADDRNOTAVAIL');
    expect(proxy.status.notice).toContain('EADDRNOTAVAIL');
    await proxy.reconfigure({ ...config, host: '127.0.0.1' });
    await proxy.start();
    expect(states).toEqual(['starting', 'failed', 'starting', 'running']);
    expect(await postOf('a', proxy.status.port)).toBe(204);
  });

  test('proxy whose settings cannot take effect says why, and stops when told to', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome());
    await proxy.start();
    await expect(proxy.reconfigure({ ...config, ...ELSEWHERE })).rejects.toThrow('EADDRNOTAVAIL');
    expect(proxy.status.notice).toContain('EADDRNOTAVAIL');
    expect(proxy.endpoint).toBeNull();
    await proxy.stop();
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'failed', 'stopped']);
  });

  test('proxy says nothing to whoever listens where a server was that is gone', async () => {
    const home = temporaryHome();
    const gone = await HeadlessServer.start(home);
    const { tokenFile } = await gone.headless.listening;
    await gone.end('SIGKILL');
    const heard: string[] = [];
    const stranger = net.createServer((socket) => socket.on('data', (data) => heard.push(String(data))));
    onTestFinished(() => void stranger.close());
    const left = JSON.parse(readFileSync(tokenFile, 'utf8')) as object;
    writeFileSync(tokenFile, JSON.stringify({ ...left, port: await listening(stranger) }));
    await makeProxy(home).proxy.start();
    expect(heard).toEqual([]);
  });

  test('proxy renews the token of its server', async () => {
    const { proxy } = makeProxy(temporaryHome());
    await proxy.start();
    const { url, token } = proxy.endpoint!;
    let told: string | undefined;
    proxy.onStatus(() => (told = proxy.endpoint?.token));
    await proxy.rotateToken();
    expect(told).toBe(proxy.endpoint!.token);
    expect(await reads(url, told!)).toBe(200);
    expect(await reads(url, token)).toBe(401);
  });

  test('proxy that waits for a journal in use gives up when it is stopped', async () => {
    const { proxy, states, config } = makeProxy(temporaryHome());
    const journal = await openJournal(config.home.journalFile);
    const started = proxy.start();
    await vi.waitFor(() => expect(proxy.status.notice).toContain('Waiting for another'), WAIT);
    await proxy.stop();
    await started;
    await journal.close();
    expect(states).toEqual(['starting', 'stopped']);
    expect(proxy.endpoint).toBeNull();
  });
});

describe('client proxy beside a server of another process', () => {
  test('proxy that is attached starts nothing more and leaves the token alone', async () => {
    const home = temporaryHome();
    const { port } = await HeadlessServer.start(home);
    const { proxy, states } = makeProxy(home);
    await proxy.start();
    const { url, token } = proxy.endpoint!;
    await proxy.start();
    await expect(proxy.rotateToken()).rejects.toThrow('belongs to the Tooltrail');
    expect(states).toEqual(['starting', 'attached']);
    expect(proxy.status.port).toBe(port);
    expect(await reads(url, token)).toBe(200);
  });

  test('proxy tells the news of the other server, and then those of its own', async () => {
    const home = temporaryHome();
    const other = await HeadlessServer.start(home);
    const { port } = other;
    await postOf('before', port);
    const { proxy, events } = makeProxy(home);
    await proxy.start();
    await vi.waitFor(() => expect([...proxy.sessions.keys()]).toEqual(['before']), WAIT);
    await postOf('news', port);
    await vi.waitFor(() => expect(events).toHaveLength(1), WAIT);
    await other.end();
    await until(proxy, 'running');
    expect(await postOf('own', port)).toBe(204);
    expect(events.map(({ session_id }) => session_id)).toEqual(['news', 'own']);
    expect([...proxy.sessions.keys()]).toEqual(['before', 'news', 'own']);
  });
});
