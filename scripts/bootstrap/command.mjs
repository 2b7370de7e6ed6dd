import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { Failure } from './failure.mjs';
import { repoRoot } from './paths.mjs';
import { atExit, exitCodeOf, withSignals } from './signals.mjs';

/**
 * Runs a command to its end without showing it and returns its stdout. A failure carries all its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, timeout?: number, advice?: string, finish?: boolean, started?: (pid: number) => void}} options
 *   `finish`: an interruption waits for the command's end, for what must not be left half done
 */
export async function run(command, args, { advice, started, finish = false, ...options } = {}) {
  const child = spawn(command, args, {
    cwd: repoRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    ...windowsShell(command),
    detached: finish,
  });
  // Not SIGTERM: npm takes its time over that, and would still be at work when the next run starts.
  const forget = finish ? undefined : atExit(() => child.kill('SIGKILL'));
  if (child.pid) started?.(child.pid);
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => ((stdout += text), (output += text)));
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));

  let interruption;
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : describeEnd(code, signal)));
  });
  const problem = await (finish ? withSignals((signal) => (interruption = signal), ended) : ended);
  forget?.();
  if (interruption) process.exit(exitCodeOf(interruption));
  if (problem) throw new Failure(problem, { command: commandLine(command, args), output, advice });
  return stdout;
}

/**
 * Hands the terminal to a program until it ends, passes signals on to it, and returns its exit code.
 * The program is in a process group of its own, so that Ctrl-C, which a terminal sends to a whole group,
 * reaches it once: a second SIGINT means "at once" to Electron and to the test runners.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(child: import('node:child_process').ChildProcess) => void} [started]
 * @returns {Promise<number>}
 */
export async function handOver(command, args, options = {}, started) {
  const child = spawn(command, args, {
    cwd: repoRoot,
    stdio: 'inherit',
    ...options,
    detached: process.platform !== 'win32',
  });
  const forget = atExit(() => child.kill());
  started?.(child);
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(error.message, { command: commandLine(command, args) })));
    child.on('close', (code, signal) => resolve(signal ? exitCodeOf(signal) : code));
  });
  return withSignals((signal) => child.kill(signal), ended).finally(forget);
}

/** The npm that started us, else the one on the PATH, as a command and its first arguments. */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli && basename(cli).startsWith('npm') ? [process.execPath, [cli]] : ['npm', []];
}

/** A command as one would type it. */
function commandLine(command, args) {
  return [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}

function describeEnd(code, signal) {
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}

// npm on Windows is a .cmd file, which Node starts only through a shell.
function windowsShell(command) {
  return process.platform === 'win32' && command === 'npm' ? { shell: true } : {};
}
