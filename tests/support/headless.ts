import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const BUILT = join(import.meta.dirname, '../../out/main/headless.js');

interface Listening {
  event: string;
  host: string;
  port: number;
  home: string;
  tokenFile: string;
}

export interface Headless {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** The line it prints when it listens; rejects with what it wrote to stderr when it ends before. */
  listening: Promise<Listening>;
  exited: Promise<{ code: number | null; stderr: string; stdout: string[] }>;
}

/** Starts the built server in a process of its own, which is killed when the test ends. */
export function startHeadless(args: string[], env: NodeJS.ProcessEnv = {}): Headless {
  if (!existsSync(BUILT)) throw new Error('out/ is missing: npm test builds it first');
  const child = spawn(process.execPath, [BUILT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const stdout: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => stdout.push(line));
  const exited = new Promise<{ code: number | null; stderr: string; stdout: string[] }>((resolve) =>
    child.once('close', (code) => resolve({ code, stderr, stdout })),
  );
  // It may still write into its home, which goes next.
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const listening = new Promise<Listening>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line) as Listening));
    void exited.then(() => reject(new Error(stderr)));
  });
  listening.catch(() => undefined);
  return { process: child, listening, exited };
}
