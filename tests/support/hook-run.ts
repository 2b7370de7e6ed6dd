import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The forwarder as the project has it, before it is installed. */
export const FORWARDER = join(import.meta.dirname, '../../resources/hooks/tooltrail-hook');

/** Shells that a hook may be run by; those that this machine lacks are left out. */
export const SHELLS = [['dash'], ['bash'], ['busybox', 'sh']].filter(([program]) =>
  ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, program!))),
);

export interface HookRun {
  code: number | null;
  output: string;
}

/** Runs a program with a payload on its stdin, as an agent does. Resolves when it has ended and closed its output. */
export function runHook(
  command: readonly string[],
  input: string | Buffer,
  env: NodeJS.ProcessEnv,
): Promise<HookRun> {
  return run(command, input, env, ['pipe', 'pipe', 'pipe']);
}

/** The same, but resolves when also what it left at work in the background has ended: that holds a pipe of its own. */
export function runHookToTheEnd(
  command: readonly string[],
  input: string | Buffer,
  env: NodeJS.ProcessEnv,
): Promise<HookRun> {
  return run(command, input, env, ['pipe', 'pipe', 'pipe', 'pipe']);
}

function run(
  [program = '', ...args]: readonly string[],
  input: string | Buffer,
  env: NodeJS.ProcessEnv,
  stdio: 'pipe'[],
): Promise<HookRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.stdin?.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
    child.stdin?.end(input);
  });
}

/** What the spool of a home holds: names of files. */
export function spooled(home: string): string[] {
  const spool = join(home, 'spool');
  return existsSync(spool) ? readdirSync(spool).sort() : [];
}
