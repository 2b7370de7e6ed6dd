import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { version } from '../../package.json';
import { startHeadless } from '../support/headless';
import { HeadlessServer } from '../support/headless-server';
import { temporaryHome } from '../support/home';
import { listening } from '../support/listening';

const mode = (file: string) => statSync(file).mode & 0o777;
const health = async (port: number) =>
  (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as Record<string, unknown>;

describe('headless server', () => {
  test('headless prints one line of JSON when it listens and serves', async () => {
    const home = temporaryHome();
    const headless = startHeadless(['--port', '0', '--home', home]);
    const line = await headless.listening;
    expect(line).toEqual({
      event: 'listening',
      host: '127.0.0.1',
      port: line.port,
      home,
      tokenFile: join(home, 'server.json'),
    });
    expect(await health(line.port)).toMatchObject({
      service: 'tooltrail',
      pid: headless.process.pid,
      version,
    });
  });

  test('headless writes files that only their owner can read', async () => {
    const home = join(temporaryHome(), 'new');
    const { listening, process: child } = startHeadless(['--port', '0', '--home', home]);
    const { port, tokenFile } = await listening;
    const server = JSON.parse(readFileSync(tokenFile, 'utf8')) as Record<string, unknown>;
    expect(server).toMatchObject({ port, pid: child.pid, version });
    expect(server['token']).toMatch(/^[0-9a-f]{64}$/);
    expect([mode(home), mode(tokenFile), mode(join(home, 'token'))]).toEqual([0o700, 0o600, 0o600]);
    const response = await fetch(`http://127.0.0.1:${port}/api/stats`, {
      headers: { authorization: `Bearer ${String(server['token'])}` },
    });
    expect(await response.json()).toMatchObject({ epoch: server['epoch'], head: 0 });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'headless stops cleanly at %s',
    { tags: 'critical' },
    async (signal) => {
      const server = await HeadlessServer.start(temporaryHome());
      const { port, tokenFile } = await server.headless.listening;
      const { code, stdout, stderr } = await server.end(signal);
      expect({ code, lines: stdout.length, stderr }).toEqual({ code: 0, lines: 1, stderr: '' });
      expect(existsSync(tokenFile)).toBe(false);
      await expect(health(port)).rejects.toThrow();
    },
  );

  test('headless keeps its token over a restart', async () => {
    const home = temporaryHome();
    const tokens: string[] = [];
    for (let run = 0; run < 2; run++) {
      const headless = startHeadless(['--port', '0', '--home', home]);
      const { tokenFile } = await headless.listening;
      tokens.push((JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string }).token);
      headless.process.kill('SIGTERM');
      await headless.exited;
    }
    expect(tokens[1]).toBe(tokens[0]);
  });

  test('headless takes another port when a stranger has the wanted one, and says so', async () => {
    const stranger = net.createServer();
    onTestFinished(() => void stranger.close());
    const wanted = await listening(stranger);
    const home = temporaryHome();
    const headless = startHeadless(['--port', String(wanted), '--home', home]);
    const { port, tokenFile } = await headless.listening;
    expect(port).not.toBe(wanted);
    expect((JSON.parse(readFileSync(tokenFile, 'utf8')) as { port: number }).port).toBe(port);
    headless.process.kill('SIGTERM');
    const { stderr } = await headless.exited;
    expect(stderr).toContain(`Port ${wanted} belongs to another program: listening on ${port}`);
  });

  test('headless does not serve a home that another one serves', async () => {
    const home = temporaryHome();
    const first = startHeadless(['--port', '0', '--home', home]);
    const { port } = await first.listening;
    const second = await startHeadless(['--port', '0', '--home', home]).exited;
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(
      `Another Tooltrail (process ${first.process.pid}) serves ${home} on port ${port}`,
    );
    expect(await health(port)).toMatchObject({ pid: first.process.pid });
  });

  test('headless starts over the server.json that a killed one left behind', async () => {
    const home = temporaryHome();
    const first = startHeadless(['--port', '0', '--home', home]);
    await first.listening;
    first.process.kill('SIGKILL');
    await first.exited;
    const second = startHeadless(['--port', '0', '--home', home]);
    const { port } = await second.listening;
    expect(await health(port)).toMatchObject({ pid: second.process.pid });
  });

  test.each([
    [['--port', 'x'], {}, 'port must be a whole number from 0 to 65535'],
    [['--prot', '1'], {}, 'Unknown argument "--prot"'],
    [[], { TOOLTRAIL_LOG_LEVEL: 'loud' }, 'logLevel must be one of'],
  ])('headless called with %j %j says what is wrong and exits with 2', async (args, env, message) => {
    const home = temporaryHome();
    const { code, stderr, stdout } = await startHeadless(['--home', home, ...args], env).exited;
    expect({ code, stdout }).toEqual({ code: 2, stdout: [] });
    expect(stderr).toContain(message);
  });

  test('headless logs neither tokens nor payloads', async () => {
    const home = temporaryHome();
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ logLevel: 'debug' }));
    const headless = startHeadless(['--port', '0', '--home', home]);
    const { port, tokenFile } = await headless.listening;
    const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
    const post = (body: string) =>
      fetch(`http://127.0.0.1:${port}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body,
      });
    await post('{"type":"x","session_id":"SECRET-SESSION","text":"SECRET-PAYLOAD"}');
    await post('{"SECRET-KEY": SECRET-BROKEN');
    headless.process.kill('SIGTERM');
    const { stderr } = await headless.exited;
    const log = readFileSync(join(home, 'logs/tooltrail.log'), 'utf8') + stderr;
    expect(log).toContain('listening');
    expect(log).not.toContain('SECRET');
    expect(log).not.toContain(token);
  });
});
