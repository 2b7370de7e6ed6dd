import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { AgentId } from '../../src/shared/hooks';
import type { MonitorEvent } from '../../src/shared/events';
import { startHeadless, type Headless } from '../support/headless';
import { runHook, spooled } from '../support/hook-run';
import { temporaryHome } from '../support/home';
import { loadSample, SAMPLE_NAMES, SAMPLES, type Payload } from '../support/samples';

const CLI = join(import.meta.dirname, '../../out/main/hooks.js');

/** What the agent's file held before; null: there was none. */
const BEFORE: Record<AgentId, { file: string; text: string | null }> = {
  'claude-code': {
    file: '.claude/settings.json',
    text: '{\r\n\t"model": "opus",\r\n\t"hooks": { "Stop": [ {"hooks":[{"type":"command","command":"true"}]} ] }\r\n}\r\n',
  },
  codex: { file: '.codex/hooks.json', text: null },
  gemini: { file: '.gemini/settings.json', text: '{\n  // mine\n  "theme": "dark"\n}\n' },
  opencode: { file: '.config/opencode/plugin/tooltrail.js', text: null },
};

interface HookFile {
  hooks: Record<string, { hooks: { command: string }[] }[]>;
}

/** A user's home with one agent in it, and Tooltrail's own folder at its usual place. */
class Round {
  readonly home = temporaryHome();
  readonly tooltrail = join(this.home, '.tooltrail');
  readonly env = { PATH: process.env['PATH'], HOME: this.home };
  readonly file: string;
  #server: Headless | null = null;

  constructor(readonly agent: AgentId) {
    const { file, text } = BEFORE[agent];
    this.file = join(this.home, file);
    if (text === null) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, text);
  }

  hooks(...args: string[]): string {
    return execFileSync(process.execPath, [CLI, ...args, '--home', this.home], {
      env: this.env,
      encoding: 'utf8',
    });
  }

  async start(): Promise<void> {
    this.#server = startHeadless(['--port', '0', '--home', this.tooltrail]);
    await this.#server.listening;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#server!.process.kill(signal);
    await this.#server!.exited;
  }

  /** Lets the agent do what it did when the payloads were recorded. */
  async play(payloads: readonly Payload[]): Promise<void> {
    if (this.agent === 'opencode') return this.#playPlugin(payloads);
    for (const payload of payloads) {
      for (const command of this.#commandsOf(String(payload['hook_event_name']))) {
        const run = await runHook(['/bin/sh', '-c', command], JSON.stringify(payload), this.env);
        expect(run).toEqual({ code: 0, output: '' });
      }
    }
  }

  #commandsOf(event: string): string[] {
    const text = readFileSync(this.file, 'utf8').replace('// mine', '');
    const { hooks } = JSON.parse(text) as HookFile;
    const commands = hooks[event]!.flatMap((group) => group.hooks.map(({ command }) => command));
    expect(commands.filter((command) => command.includes('tooltrail-hook'))).toHaveLength(1);
    return commands;
  }

  /** OpenCode loads the plugin, calls its hooks, changes what it handed over, and leaves without waiting. */
  async #playPlugin(payloads: readonly Payload[]): Promise<void> {
    const script = `
      const { Tooltrail } = await import(${JSON.stringify(pathToFileURL(this.file).href)});
      const hooks = await Tooltrail({});
      for (const { hook, input, output } of ${JSON.stringify(payloads)}) {
        if (hook === 'event') void hooks.event({ event: input });
        else await hooks[hook](input, output);
        for (const key of Object.keys(output ?? {})) delete output[key];
      }
      process.exit();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: this.env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, output }).toEqual({ code: 0, output: '' });
  }

  async events(): Promise<MonitorEvent[]> {
    const { port, token } = JSON.parse(readFileSync(join(this.tooltrail, 'server.json'), 'utf8')) as {
      port: number;
      token: string;
    };
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers });
    return ((await response.json()) as { events: MonitorEvent[] }).events;
  }

  /** What there is in the user's home beside Tooltrail's own. */
  get others(): string[] {
    return readdirSync(this.home, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('.tooltrail'))
      .sort();
  }
}

const texts = (payloads: readonly object[]) => payloads.map((payload) => JSON.stringify(payload)).sort();

test.each(SAMPLE_NAMES)(
  '%s: installed, played while the server runs, is away, is killed and restarted, and removed',
  { timeout: 120_000 },
  async (name) => {
    const agent = SAMPLES[name].agent;
    const payloads = loadSample(name);
    const round = new Round(agent);
    const before = round.others;
    expect(round.hooks('install', agent)).toContain('is connected');
    const installed = readFileSync(round.file, 'utf8');
    expect(round.hooks('install', agent)).toContain('stays as it is');
    expect(readFileSync(round.file, 'utf8')).toBe(installed);

    const part = Math.ceil(payloads.length / 4);
    const parts = [0, 1, 2, 3].map((index) => payloads.slice(index * part, (index + 1) * part));
    await round.start();
    await round.play(parts[0]!);
    await round.end('SIGTERM');
    await round.play(parts[1]!);
    await round.start();
    // Killed while hooks are at work, and back before they have ended.
    const playing = round.play(parts[2]!);
    await round.end('SIGKILL');
    await round.start();
    await playing;
    await round.play(parts[3]!);

    await vi.waitFor(
      async () => {
        expect(spooled(round.tooltrail)).toEqual([]);
        expect(await round.events()).toHaveLength(payloads.length);
      },
      { timeout: 30_000, interval: 100 },
    );
    const events = await round.events();
    expect(texts(events.map(({ data }) => data))).toEqual(texts(payloads));
    expect(new Set(events.map(({ id }) => id)).size).toBe(payloads.length);
    expect(events.every(({ trusted }) => trusted)).toBe(true);

    expect(round.hooks('remove', agent)).toContain('not connected any more');
    expect(round.others).toEqual(before);
    const { text } = BEFORE[agent];
    if (text !== null) expect(readFileSync(round.file, 'utf8')).toBe(text);
  },
);

test('--dry-run shows the change and makes none; what cannot be done says why', () => {
  const round = new Round('claude-code');
  const text = readFileSync(round.file, 'utf8');
  const shown = round.hooks('install', 'claude-code', '--dry-run');
  expect(shown).toContain(`+++ ${round.file}`);
  expect(shown).toContain('"PreToolUse": [');
  expect(readFileSync(round.file, 'utf8')).toBe(text);
  expect(existsSync(round.tooltrail)).toBe(false);
  expect(round.hooks('status')).toContain('claude-code  not connected');
  writeFileSync(round.file, '{');
  expect(() => round.hooks('install', 'claude-code')).toThrow(
    /settings\.json is left as it is: it is not valid JSON/,
  );
  expect(() => round.hooks('install', 'clippy')).toThrow('There is no agent "clippy"');
});

test('hooks do no harm once Tooltrail is gone', async () => {
  const round = new Round('gemini');
  round.hooks('install', 'gemini');
  round.hooks('install', 'opencode');
  cpSync(join(round.tooltrail, 'bin'), join(round.home, 'moved'), { recursive: true });
  execFileSync('rm', ['-r', round.tooltrail]);
  await round.play(loadSample('gemini').slice(0, 2));
  const plugin = join(round.home, BEFORE.opencode.file);
  const script = `const { Tooltrail } = await import(${JSON.stringify(pathToFileURL(plugin).href)}); await Tooltrail({});`;
  const run = await runHook([process.execPath, '--input-type=module', '-e', script], '', round.env);
  expect(run).toEqual({ code: 0, output: '' });
  expect(existsSync(round.tooltrail)).toBe(false);
});
