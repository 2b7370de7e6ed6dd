import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startTestServer, TOKEN } from '../support/server';

/** Debian's, whose packages `npm test` installs. */
const PYTHON = '/usr/bin/python3';
const PROGRAM = join(import.meta.dirname, '../support/python-client.py');
const PATIENCE = { timeout: 15_000 };

/** A program in Python that follows a server. */
class PythonClient {
  /** What it said, line by line. */
  readonly said: unknown[][] = [];
  /** Resolves once it has exited and all that it said is known. */
  readonly ended: Promise<unknown>;
  readonly #program;

  constructor(url: string, token: string, transport: 'polling' | 'websocket') {
    this.#program = spawn(PYTHON, [PROGRAM, url, token, transport], { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void this.#program.kill('SIGKILL'));
    const lines = createInterface({ input: this.#program.stdout });
    this.ended = once(this.#program, 'close');
    lines.on('line', (line) => this.said.push(JSON.parse(line) as unknown[]));
  }

  emit(payload: unknown): void {
    this.#program.stdin.write(`${JSON.stringify(payload)}\n`);
  }

  leave(): void {
    this.#program.stdin.end();
  }

  all(what: string): unknown[][] {
    return this.said.filter(([word]) => word === what);
  }

  async hears(what: string, count = 1): Promise<unknown[][]> {
    await vi.waitFor(() => expect(this.all(what)).toHaveLength(count), PATIENCE);
    return this.all(what);
  }
}

describe('a client in Python', { timeout: 60_000 }, () => {
  test.each(['websocket', 'polling'] as const)(
    'gets events of all kinds, and emits its own, over %s',
    async (transport) => {
      const server = await startTestServer();
      const client = new PythonClient(server.url, TOKEN, transport);
      await client.hears('connected');
      const hook = {
        hook_event_name: 'PreToolUse',
        session_id: 's',
        tool_name: 'Bash',
        tool_use_id: 't1',
        tool_input: { command: 'echo "ünïcödé 漢字 🎉"' },
      };
      await server.post('/hooks/claude-code', hook);
      await server.post('/api/events', { type: 'deploy.done', data: { where: 'here' } });
      const events = await client.hears('event', 2);
      expect(events[0]).toEqual([
        'event',
        'tool_event',
        expect.objectContaining({ seq: 1, type: 'tool_start', tool: 'Bash', data: hook }),
      ]);
      expect(events[1]).toEqual([
        'event',
        'deploy.done',
        expect.objectContaining({ seq: 2, source: 'api', trusted: false }),
      ]);

      client.emit({ type: 'from.python', session_id: 'p', data: { answer: 42 } });
      client.emit({ no: 'type' });
      const answers = await client.hears('answer', 2);
      expect(answers[0]).toEqual(['answer', { accepted: 1, seq: 3 }]);
      expect(answers[1]).toEqual([
        'answer',
        { error: { code: 'malformed', message: expect.any(String) as string } },
      ]);
      const own = { seq: 3, type: 'from.python', session_id: 'p', trusted: true };
      expect((await client.hears('event', 3))[2]).toEqual([
        'event',
        'from.python',
        expect.objectContaining(own),
      ]);

      client.leave();
      await client.hears('disconnected');
      await vi.waitFor(() => expect(server.core.stats.connected_clients).toBe(0), PATIENCE);
    },
  );

  test('without the token it is refused, and told why', async () => {
    const server = await startTestServer();
    const client = new PythonClient(server.url, 'wrong', 'websocket');
    const holder = new PythonClient(server.url, TOKEN, 'websocket');
    await holder.hears('connected');
    const [refused] = await client.hears('refused');
    expect(JSON.stringify(refused)).toContain('unauthorized');
    await server.post('/api/events', { type: 'secret' });
    await holder.hears('event');
    client.leave();
    await client.ended;
    expect(client.all('event')).toEqual([]);
  });

  test('it comes back by itself when the server restarts', async () => {
    const server = await startTestServer();
    const client = new PythonClient(server.url, TOKEN, 'websocket');
    await client.hears('connected');
    await server.core.stop();
    await client.hears('disconnected');
    await server.core.start();
    await client.hears('connected', 2);
    await server.post('/api/events', { type: 'after' });
    expect((await client.hears('event'))[0]).toEqual(['event', 'after', expect.objectContaining({ seq: 1 })]);
  });
});
