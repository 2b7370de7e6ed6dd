import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** How long a program may take to end by itself before it is killed, in ms. */
const PATIENCE = 10_000;

/** A process that was started for a figure. */
export class Program {
  readonly #ended: Promise<never>;

  constructor(private readonly child: ChildProcess) {
    this.#ended = new Promise((_, reject) => {
      const command = child.spawnargs.slice(1).join(' ');
      child.once('exit', (code, signal) => reject(new Error(`${command} ended: ${code ?? signal}`)));
    });
    // It may end when nobody asks it anything.
    this.#ended.catch(() => undefined);
  }

  /** The next message that it sends. */
  async message<T>(): Promise<T> {
    const [message] = (await Promise.race([once(this.child, 'message'), this.#ended])) as [T];
    return message;
  }

  send(message: object | string): void {
    if (this.child.connected) this.child.send(message);
  }

  /**
   * CPU time that its main thread has had, in ms; NaN where the system does not tell. Unlike the time that passes it
   * stays the same when others keep the machine busy.
   */
  get cpu(): number {
    try {
      return Number(readFileSync(`/proc/${this.child.pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
    } catch {
      return NaN;
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    await exited;
    clearTimeout(patience);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** A server that listens on this machine's loopback. */
export interface Listening {
  program: Program;
  port: number;
  /** What reading takes; empty where anybody may read. */
  token: string;
}

/** Starts one of bench/programs, which tells its port when it listens. */
export async function startProgram(name: string, args: string[] = []): Promise<Listening> {
  const program = new Program(fork(resolve('out/bench', `${name}.js`), args));
  const { port } = await program.message<{ port: number }>();
  return { program, port, token: '' };
}

/**
 * Starts the built server, with the probe beside it.
 *
 * @param home the folder it serves
 * @param execArgv arguments to Node
 */
export async function startServer(home: string, execArgv: string[] = []): Promise<Listening> {
  // The whole of a figure's events is taken and kept, however fast they come and whatever their size.
  const bounds = ['--rate-limit=0', `--retention-bytes=${2 ** 40}`];
  const args = ['--port=0', `--home=${home}`, '--log-level=error', ...bounds];
  const child = fork(resolve('out/main/headless.js'), args, {
    execArgv: ['--import', pathToFileURL(resolve('out/bench/probe.js')).href, ...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout!), 'line'),
    once(child, 'exit').then(() => ['']),
  ])) as [string];
  if (line === '') throw new Error('the server did not start');
  const { port, tokenFile } = JSON.parse(line) as { port: number; tokenFile: string };
  const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
  return { program: new Program(child), port, token };
}
