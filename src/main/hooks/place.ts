import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where agents keep their files on a machine, and where Tooltrail keeps its own. */
export interface Place {
  userHome: string;
  /** Tooltrail's own folder. */
  tooltrailHome: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Where administrators' files begin: `/`, except in tests. */
  root: string;
}

/** The place of the user who runs this process. */
export function ownPlace(tooltrailHome: string): Place {
  return {
    userHome: homedir(),
    tooltrailHome,
    env: process.env,
    platform: process.platform,
    root: '/',
  };
}

/**
 * Another folder in the place of the user's home. Variables that move an agent's folder elsewhere do not count there:
 * they lead to the user's own files.
 */
export function placeIn(userHome: string, tooltrailHome: string): Place {
  const { PATH } = process.env;
  return { ...ownPlace(tooltrailHome), userHome, env: PATH === undefined ? {} : { PATH } };
}

/** Where administrators put an agent's settings, by platform. */
export function managedFile(
  { root, platform }: Place,
  paths: { linux: string; darwin: string; win32: string },
): string {
  if (platform === 'win32') return paths.win32;
  return join(root, platform === 'darwin' ? paths.darwin : paths.linux);
}

/** A file's text without a byte order mark; null where it cannot be read. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return null;
  }
}
