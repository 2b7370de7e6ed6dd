import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Place } from './place';

/** Where installers put programs that the path of a desktop app does not name. */
const USUAL = [
  '.local/bin',
  '.claude/local',
  '.opencode/bin',
  '.bun/bin',
  '.npm-global/bin',
  '.volta/bin',
  '.local/share/pnpm',
  'Library/pnpm',
  'bin',
];
const USUAL_SYSTEM = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];
/** How long a program may take to tell its version, in ms. */
const PATIENCE = 5000;

/** The program of that name, or null. */
export function findProgram(name: string, { userHome, env, platform }: Place): string | null {
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...USUAL.map((folder) => join(userHome, folder)),
    ...(platform === 'win32' ? [] : USUAL_SYSTEM),
  ];
  const names = platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of folders) {
    for (const candidate of names) {
      const path = join(folder, candidate);
      if (isProgram(path)) return path;
    }
  }
  return null;
}

/** What a program answers to `--version`, reduced to the number; null where it does not answer with one. */
export function versionOf(program: string, { userHome, env, platform }: Place): Promise<string | null> {
  const { ELECTRON_RUN_AS_NODE: _electron, NODE_OPTIONS: _node, ...rest } = { ...process.env, ...env };
  const shell = platform === 'win32';
  return new Promise((resolve) => {
    const child = execFile(
      shell ? `"${program}"` : program,
      ['--version'],
      { timeout: PATIENCE, env: { ...rest, HOME: userHome }, shell, windowsHide: true },
      (_error, stdout) => resolve(/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null),
    );
    child.stdin?.end();
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
