import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Config } from '../../src/main/server/config';
import { loadConfig } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { silentLogger } from '../../src/main/server/logger';
import { MonitorHost } from '../../src/main/server/monitor-host';
import type { MonitorEvent } from '../../src/shared/events';
import { LIMITS } from '../../src/shared/limits';
import { FORWARDER, runHook, runHookToTheEnd, SHELLS, spooled } from '../support/hook-run';
import { temporaryHome } from '../support/home';
import { listening } from '../support/listening';
import { fullDisk, readOnly } from '../support/mounts';

const env = (home: string) => ({ PATH: process.env['PATH'], TOOLTRAIL_HOME: home });
const forward = (home: string, payload: string | Buffer, shell: readonly string[] = []) =>
  runHook([...shell, FORWARDER, 'claude-code'], payload, env(home));
const forwardToTheEnd = (home: string, payload: string) =>
  runHookToTheEnd([FORWARDER, 'claude-code'], payload, env(home));
const SILENT = { code: 0, output: '' };
const payload = (tool: string) =>
  JSON.stringify({ hook_event_name: 'PreToolUse', session_id: 's', tool_name: tool });

/** A Tooltrail for a home, stopped when the test ends. */
async function startHost(home: string): Promise<MonitorHost> {
  const config: Config = loadConfig(['--home', home, '--port', '0'], {}, { strictArgs: true });
  prepareHome(config.home);
  const host = new MonitorHost(config, '0.0.0', silentLogger);
  onTestFinished(() => host.stop());
  await host.start();
  return host;
}

async function eventsIn(host: MonitorHost): Promise<MonitorEvent[]> {
  const { url, token } = host.endpoint!;
  const response = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { events: MonitorEvent[] }).events;
}

/** A program that listens where `server.json` says, and does with requests what it is told. */
async function stranger(
  home: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ token: string }> {
  const server = createServer(answer);
  const port = await listening(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const token = randomBytes(32).toString('hex');
  writeFileSync(join(home, 'server.json'), JSON.stringify({ port, pid: process.pid, token }, null, 2));
  return { token };
}

const settled = (home: string, files: number) =>
  vi.waitFor(() => {
    const names = spooled(home);
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(names).toHaveLength(files);
  }, 15_000);

describe.each(SHELLS.map((shell) => ({ shell, name: shell.join(' ') })))(
  'forwarder under $name',
  ({ shell }) => {
    test('brings any text to the server, as it is', async () => {
      const home = temporaryHome();
      const host = await startHost(home);
      const text = '\'"`$(touch /tmp/never) $HOME \\n\n\u0000\u001b[31m %s %n * ~ ; & | 漢字 👩‍💻 ';
      const sent = {
        hook_event_name: 'UserPromptSubmit',
        session_id: 's',
        prompt: text,
        list: [null, -1.5e300],
      };
      expect(await forward(home, JSON.stringify(sent, null, 2), shell)).toEqual(SILENT);
      const events = await vi.waitFor(async () => {
        const all = await eventsIn(host);
        expect(all).toHaveLength(1);
        return all;
      }, 10_000);
      expect(events[0]).toMatchObject({ data: sent, trusted: true, type: 'prompt' });
      await settled(home, 0);
    });

    test('takes 8 MB', async () => {
      const home = temporaryHome();
      const host = await startHost(home);
      const around = {
        hook_event_name: 'PostToolUse',
        session_id: 's',
        tool_name: 'Read',
        tool_response: '',
      };
      const room = LIMITS.bodyBytes - JSON.stringify(around).length;
      const sent = JSON.stringify({ ...around, tool_response: 'x'.repeat(room) });
      expect(sent).toHaveLength(LIMITS.bodyBytes);
      expect(await forward(home, sent, shell)).toEqual(SILENT);
      await settled(home, 0);
      const { url, token } = host.endpoint!;
      await vi.waitFor(async () => {
        const response = await fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${token}` } });
        expect(await response.json()).toMatchObject({ head: 1 });
      }, 10_000);
    });

    test('keeps what comes while no server runs, for its owner alone, and in order', async () => {
      const home = join(temporaryHome(), 'new');
      for (const tool of ['A', 'B', 'C']) expect(await forward(home, payload(tool), shell)).toEqual(SILENT);
      await settled(home, 3);
      expect(statSync(home).mode & 0o777).toBe(0o700);
      expect(statSync(join(home, 'spool')).mode & 0o777).toBe(0o700);
      const kept = spooled(home).map((name) => join(home, 'spool', name));
      for (const file of kept) expect(statSync(file).mode & 0o777).toBe(0o600);
      const before = Date.now();
      const host = await startHost(home);
      const events = await vi.waitFor(async () => {
        const all = await eventsIn(host);
        expect(all).toHaveLength(3);
        return all;
      }, 10_000);
      expect(events.map(({ tool }) => tool)).toEqual(['A', 'B', 'C']);
      for (const { timestamp, trusted } of events) {
        expect(trusted).toBe(true);
        expect(timestamp).toBeLessThan(before);
      }
      await settled(home, 0);
    });

    test('posts by itself where the disk is full', async (context) => {
      const home = temporaryHome();
      const host = await startHost(home);
      fullDisk(context, join(home, 'spool'));
      expect(await forward(home, payload('A'), shell)).toEqual(SILENT);
      await vi.waitFor(async () => expect(await eventsIn(host)).toHaveLength(1), 10_000);
      expect(spooled(home)).toEqual(['ballast']);
    });

    test('stays silent and succeeds whatever is wrong', async () => {
      const home = temporaryHome();
      const nothing = join(home, 'empty');
      mkdirSync(nothing);
      const command = [...shell, FORWARDER, 'claude-code'];
      const absolute =
        shell.length > 0 ? [`/bin/${shell[0]}`, ...shell.slice(1), FORWARDER, 'codex'] : command;
      // No home at all.
      expect(await runHook(command, payload('A'), { PATH: process.env['PATH'] })).toEqual(SILENT);
      // No agent, or none that could be one.
      expect(await runHook([...shell, FORWARDER], payload('A'), env(home))).toEqual(SILENT);
      expect(await runHook([...shell, FORWARDER, '../x'], payload('A'), env(home))).toEqual(SILENT);
      // No program at all, curl among them.
      const other = { PATH: nothing, TOOLTRAIL_HOME: temporaryHome() };
      expect(await runHook(absolute, payload('A'), other)).toEqual(SILENT);
      // A home that is a file.
      writeFileSync(join(home, 'file'), '');
      expect(await forward(join(home, 'file'), payload('A'), shell)).toEqual(SILENT);
      // Nothing on stdin, and no stdin.
      expect(await forward(home, '', shell)).toEqual(SILENT);
      const closed = `${command.map((word) => `'${word}'`).join(' ')} <&-`;
      expect(await runHook(['/bin/sh', '-c', closed], '', env(home))).toEqual(SILENT);
      await settled(home, 0);
      for (const garbage of [
        '',
        '\u0000\u0001',
        '{"port":',
        '[]',
        '{"port": "x", "pid": 1, "token": ""}',
        '{"port": 1, "pid": $(id), "token": "`id`"}',
      ]) {
        writeFileSync(join(home, 'server.json'), garbage);
        expect(await forward(home, payload('A'), shell)).toEqual(SILENT);
      }
      await settled(home, 6);
    });
  },
);

describe('forwarder and servers', () => {
  test('keeps what a server does not answer, and lets the agent go before', async () => {
    const home = temporaryHome();
    const pending: IncomingMessage[] = [];
    await stranger(home, (request) => pending.push(request.resume()));
    expect(await forward(home, payload('A'))).toEqual(SILENT);
    await vi.waitFor(() => expect(pending).toHaveLength(1), 10_000);
    // The agent was free while the request was still under way.
    expect(pending[0]!.socket.destroyed).toBe(false);
    await settled(home, 1);
  });

  test.each([
    ['a server that refuses for now', 503, true, 1],
    ['a server with another token', 401, true, 1],
    ['a server that will never take it', 400, true, 0],
    ['another program that takes everything', 204, false, 1],
    ['another program that knows nothing of it', 404, false, 1],
  ])('%s: %i', async (_name, status, ours, files) => {
    const home = temporaryHome();
    let answered = 0;
    await stranger(home, (request, response) => {
      request.resume().on('end', () => {
        const id = request.headers['x-tooltrail-id'] as string;
        response.writeHead(status, ours ? { 'x-tooltrail-id': id } : {}).end();
        answered++;
      });
    });
    expect(await forward(home, payload('A'))).toEqual(SILENT);
    await vi.waitFor(() => expect(answered).toBe(1), 10_000);
    await settled(home, files);
  });

  test('the port of a server that crashed gets no token and no payload', async () => {
    const home = temporaryHome();
    const requests: IncomingMessage[] = [];
    await stranger(home, (request) => requests.push(request));
    const server = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as object;
    const gone = await runHook(['/bin/sh', '-c', 'echo $$'], '', {});
    writeFileSync(
      join(home, 'server.json'),
      JSON.stringify({ ...server, pid: Number(gone.output) }, null, 2),
    );
    expect(await forward(home, payload('A'))).toEqual(SILENT);
    await settled(home, 1);
    expect(requests).toEqual([]);
  });

  test('an event whose answer got lost is there once', async () => {
    const home = temporaryHome();
    const host = await startHost(home);
    const { url, token } = host.endpoint!;
    // Hands requests on to the real server, and loses every answer.
    const real = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as object;
    await stranger(home, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = {
          'content-type': 'application/json',
          'x-tooltrail-id': request.headers['x-tooltrail-id'] as string,
          authorization: `Bearer ${token}`,
        };
        const body = Buffer.concat(chunks);
        void fetch(url + request.url!, { method: 'POST', headers, body }).then(() => response.destroy());
      });
    });
    expect(await forward(home, payload('A'))).toEqual(SILENT);
    await vi.waitFor(async () => expect(await eventsIn(host)).toHaveLength(1), 10_000);
    writeFileSync(join(home, 'server.json'), JSON.stringify(real));
    expect(await forward(home, payload('B'))).toEqual(SILENT);
    await settled(home, 0);
    await vi.waitFor(async () => expect(await eventsIn(host)).toHaveLength(2), 10_000);
  });

  test('the token shows in no process list while it works', async () => {
    const home = temporaryHome();
    const { token } = await stranger(home, (request) => request.resume());
    const seen = new Set<string>();
    const look = () => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
        } catch {
          // It ended.
        }
      }
    };
    const running = forward(home, payload('A'));
    await vi.waitFor(
      () => {
        look();
        expect([...seen].some((line) => line.startsWith('curl\0') && line.includes('--data-binary'))).toBe(
          true,
        );
      },
      { timeout: 10_000, interval: 1 },
    );
    await running;
    look();
    await settled(home, 1);
    expect([...seen].filter((line) => line.includes(token))).toEqual([]);
  });

  test('posts by itself where nothing can be kept', async (context) => {
    const home = temporaryHome();
    const host = await startHost(home);
    readOnly(context, join(home, 'spool'));
    expect(await forward(home, payload('A'))).toEqual(SILENT);
    await vi.waitFor(async () => expect(await eventsIn(host)).toHaveLength(1), 10_000);
  });
});

describe('bounds of the spool', () => {
  const fill = (home: string, files: number) => {
    mkdirSync(join(home, 'spool'), { recursive: true, mode: 0o700 });
    for (let index = 0; index < files; index++)
      writeFileSync(join(home, 'spool', `codex.${index}.json`), '{}');
  };

  test('10,000 files, the oldest of which stay', async () => {
    const home = temporaryHome();
    fill(home, 9999);
    await forwardToTheEnd(home, payload('fits'));
    const names = spooled(home);
    expect(names).toHaveLength(10_000);
    await forwardToTheEnd(home, payload('too many'));
    expect(spooled(home)).toEqual(names);
  });

  test('50 MB', async () => {
    const home = temporaryHome();
    fill(home, 1);
    const large = join(home, 'spool/codex.0.json');
    truncateSync(large, 50 * 1024 * 1024 - 200);
    await forwardToTheEnd(home, payload('fits'));
    const names = spooled(home);
    expect(names).toHaveLength(2);
    await forwardToTheEnd(home, JSON.stringify({ text: 'x'.repeat(200) }));
    expect(spooled(home)).toEqual(names);
  });

  test('many at once do not go beyond', async () => {
    const home = temporaryHome();
    fill(home, 9995);
    await Promise.all(Array.from({ length: 12 }, (_, index) => forward(home, payload(String(index)))));
    await vi.waitFor(() => {
      const names = spooled(home);
      expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(names.length).toBeLessThanOrEqual(10_000);
      expect(names.length).toBeGreaterThan(9990);
    }, 15_000);
  });
});

test('OpenCode, Codex and others find the home where the forwarder is installed', async () => {
  const home = temporaryHome();
  mkdirSync(join(home, 'bin'));
  const installed = join(home, 'bin/tooltrail-hook');
  writeFileSync(installed, readFileSync(FORWARDER));
  chmodSync(installed, 0o700);
  utimesSync(installed, 0, 0);
  expect(await runHook([installed, 'gemini'], payload('A'), { PATH: process.env['PATH'] })).toEqual(SILENT);
  await settled(home, 1);
});
