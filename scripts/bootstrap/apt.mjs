import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './command.mjs';

/**
 * How to install packages with apt-get here: the words before the command, or undefined where it cannot be done, or not
 * without a password.
 * @returns {Promise<string[] | undefined>}
 */
export async function aptPrefix() {
  if (!isOnPath('apt-get')) return undefined;
  if (process.getuid() === 0) return ['env'];
  if (!isOnPath('sudo')) return undefined;
  const allowed = await run('sudo', ['-n', 'true']).then(
    () => true,
    () => false,
  );
  return allowed ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : undefined;
}

/** Installs packages, and no more than they need. */
export async function aptInstall([command, ...first], names) {
  const aptGet = (...args) =>
    run(command, [...first, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      // An interruption waits: a package manager that is stopped midway leaves the system's packages broken.
      finish: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      advice: `run it in a terminal and do as it says: ${aptCommand(names)}`,
    });
  await aptGet('update');
  await aptGet('install', '-y', '--no-install-recommends', ...names);
}

/** The same as one would type it. */
export function aptCommand(names) {
  const sudo = process.getuid() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

export const isOnPath = (program) => pathOf(program) !== undefined;

/** Where a program is, or undefined where it is not on the PATH. */
export function pathOf(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
