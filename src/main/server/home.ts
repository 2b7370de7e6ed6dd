import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { securePrivateFile, securePrivateFolder } from './private-paths';

/** Where Tooltrail keeps its files. */
export interface HomePaths {
  dir: string;
  settingsFile: string;
  serverFile: string;
  journalFile: string;
  tokenFile: string;
  logsDir: string;
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
  };
}

/**
 * Makes the home where it is missing and keeps other users of the machine out of it: folders 0700, files 0600. The
 * token's own file is left to whoever loads the token, to tell whether it was exposed.
 *
 * @throws UnsafePath where that cannot be done
 */
export function prepareHome(home: HomePaths): void {
  for (const folder of [home.dir, home.logsDir]) securePrivateFolder(folder);
  const logs = readdirSync(home.logsDir).map((name) => join(home.logsDir, name));
  for (const file of [home.settingsFile, home.serverFile, home.journalFile, ...logs]) securePrivateFile(file);
}
