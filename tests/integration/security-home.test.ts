import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/main/server/config';
import { ConfigError } from '../../src/main/server/config-error';
import { homePaths, prepareHome } from '../../src/main/server/home';
import { listen } from '../../src/main/server/ports';
import { loadToken } from '../../src/main/server/token-file';
import { openSocket } from '../support/client';
import { startHeadless } from '../support/headless';
import { temporaryHome } from '../support/home';
import { connectRaw } from '../support/raw';
import { startTestServer, TOKEN } from '../support/server';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the home folder', () => {
  test('is made for its owner alone, whatever the umask', () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const home = homePaths(join(temporaryHome(), 'new'));
    prepareHome(home);
    const token = loadToken(home.tokenFile);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect([modeOf(home.dir), modeOf(home.logsDir), modeOf(home.tokenFile)]).toEqual([0o700, 0o700, 0o600]);
  });

  test('is repaired where others could look in', () => {
    const home = homePaths(temporaryHome());
    mkdirSync(home.logsDir);
    const files = [home.serverFile, home.settingsFile, home.journalFile, join(home.logsDir, 'tooltrail.log')];
    for (const file of files) {
      writeFileSync(file, '');
      chmodSync(file, 0o666);
    }
    for (const folder of [home.dir, home.logsDir]) chmodSync(folder, 0o755);
    prepareHome(home);
    for (const file of files) expect(modeOf(file)).toBe(0o600);
    for (const folder of [home.dir, home.logsDir]) expect(modeOf(folder)).toBe(0o700);
  });

  test('a token that others could read is replaced', () => {
    const home = homePaths(temporaryHome());
    const exposed = loadToken(home.tokenFile);
    expect(loadToken(home.tokenFile)).toBe(exposed);
    chmodSync(home.tokenFile, 0o644);
    const token = loadToken(home.tokenFile);
    expect(token).not.toBe(exposed);
    expect(modeOf(home.tokenFile)).toBe(0o600);
    expect(readFileSync(home.tokenFile, 'utf8').trim()).toBe(token);
  });

  test.each([
    ['is a link', (place: string) => symlinkSync(temporaryHome(), place), 'is a link'],
    ['is a file', (place: string) => writeFileSync(place, ''), 'EEXIST'],
    [
      'has a link for its settings',
      (place: string) => {
        mkdirSync(place);
        symlinkSync('/etc/hostname', join(place, 'settings.json'));
      },
      'is a link',
    ],
    [
      'lies where everybody may write',
      (place: string) => {
        chmodSync(join(place, '..'), 0o777);
      },
      'can be written by everybody',
    ],
  ])('is refused where it %s', (_what, prepare, message) => {
    const place = join(temporaryHome(), 'home');
    prepare(place);
    expect(() => prepareHome(homePaths(place))).toThrow(message);
  });

  test.runIf(process.getuid?.() === 0)('is refused where it belongs to somebody else', async () => {
    const { chownSync } = await import('node:fs');
    const place = temporaryHome();
    chownSync(place, 12_345, 12_345);
    expect(() => prepareHome(homePaths(place))).toThrow('belongs to another user (uid 12345)');
  });

  test('a server that is started there says what is wrong and ends', async () => {
    const place = join(temporaryHome(), 'home');
    symlinkSync(temporaryHome(), place);
    const { code, stderr } = await startHeadless(['--home', place, '--port', '0']).exited;
    expect(code).toBe(1);
    expect(stderr).toContain('is a link');
  });
});

describe('where the server listens', () => {
  const EVERYWHERE = [
    '0.0.0.0',
    '0',
    '0.0',
    '0x0',
    '00000000',
    '::',
    '[::]',
    '::0',
    '0:0:0:0:0:0:0:0',
    '::ffff:0.0.0.0',
    '*',
    '',
    ' ',
    'any',
    '0.0.0.0:80',
    '127.0.0.1/0',
    '192.168.1.5',
    'example.org',
    'LOCALHOST.',
  ];
  const load = (settings: object) => {
    const home = temporaryHome();
    writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
    return loadConfig([], { TOOLTRAIL_HOME: home }, { strictArgs: true });
  };

  test.each(EVERYWHERE)('%j is refused unless access from outside is switched on', (host) => {
    expect(() => load({ host })).toThrow(ConfigError);
    expect(() => load({ host })).toThrow('outsideAccess');
    expect(() => load({ host, outsideAccess: false })).toThrow('outsideAccess');
  });

  test.each(['*', '', '0', '0x0', '[::]', 'any', 'example.org'])('%j is never an address', (host) => {
    expect(() => load({ host, outsideAccess: true })).toThrow('must be an address of this machine');
  });

  test.each(['127.0.0.1', '::1', 'localhost'])('%j is loopback', (host) => {
    expect(load({ host }).host).toBe(host);
  });

  /** An address of this machine under which others reach it. */
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

  test('other machines cannot connect, by default', async () => {
    const server = await startTestServer();
    expect(outside).toBeDefined();
    await expect(connectRaw(server.core.port!, outside)).rejects.toThrow('ECONNREFUSED');
  });

  test('with access from outside everything needs the token', async () => {
    const server = await startTestServer({ host: '0.0.0.0' });
    const { port } = server.core;
    for (const base of [`http://${outside}:${port}`, server.url]) {
      const post = (headers: Record<string, string>) =>
        fetch(`${base}/hooks/codex`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        });
      const withToken = { authorization: `Bearer ${TOKEN}` };
      for (const path of ['/health', '/api/events', '/nothing']) {
        expect((await fetch(base + path)).status).toBe(401);
      }
      expect((await post({})).status).toBe(401);
      expect((await fetch(`${base}/health`, { headers: withToken })).status).toBe(200);
      expect((await post(withToken)).status).toBe(204);
      const stranger = openSocket(base, '/stream', {});
      await new Promise((resolve) => stranger.once('connect_error', resolve));
      const client = openSocket(base, '/stream', { token: TOKEN });
      await new Promise((resolve) => client.once('connect', () => resolve(undefined)));
    }
    const connection = await connectRaw(port!, outside);
    connection.write(`GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
    expect(await connection.closed).toContain(' 403 ');
  });

  test('one address beside loopback is listened to on the same port', async () => {
    const server = createServer((_request, response) => response.end());
    const { port, close } = await listen(server, outside!, 0);
    onTestFinished(async () => {
      await close();
      server.close();
    });
    for (const address of ['127.0.0.1', outside!]) (await connectRaw(port, address)).socket.destroy();
  });

  test('it is said where the server was started', async () => {
    const home = temporaryHome();
    writeFileSync(join(home, 'settings.json'), '{"host":"0.0.0.0","outsideAccess":true}');
    const server = startHeadless(['--home', home, '--port', '0']);
    await server.listening;
    server.process.kill('SIGTERM');
    expect((await server.exited).stderr).toContain('Other machines can reach this server (host 0.0.0.0)');
  });
});
