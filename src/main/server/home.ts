import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where Tooltrail keeps its files. */
export interface HomePaths {
  dir: string;
  settingsFile: string;
  serverFile: string;
  journalFile: string;
  tokenFile: string;
  logsDir: string;
  /** What the forwarder kept while no server ran. */
  spoolDir: string;
}

/** The folder itself: the argument, else TOOLTRAIL_HOME, else `~/.tooltrail`. */
export function resolveHome(argument: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(argument ?? (env['TOOLTRAIL_HOME'] || join(homedir(), '.tooltrail')));
}

export function homePaths(dir: string): HomePaths {
  return {
    dir,
    settingsFile: join(dir, 'settings.json'),
    serverFile: join(dir, 'server.json'),
    journalFile: join(dir, 'journal.db'),
    tokenFile: join(dir, 'token'),
    logsDir: join(dir, 'logs'),
    spoolDir: join(dir, 'spool'),
  };
}

/** Makes the folder where it is missing and keeps other users of the machine out of it (0700). */
export function prepareHome(home: HomePaths): void {
  for (const dir of [home.dir, home.logsDir, home.spoolDir]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if ((statSync(dir).mode & 0o077) !== 0) chmodSync(dir, 0o700);
  }
}
