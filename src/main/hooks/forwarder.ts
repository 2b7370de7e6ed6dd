import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import forwarder from '../../../resources/hooks/tooltrail-hook?raw';
import windowsCommand from '../../../resources/hooks/tooltrail-hook.cmd?raw';
import windowsForwarder from '../../../resources/hooks/tooltrail-hook.ps1?raw';
import plugin from '../../../resources/hooks/tooltrail-opencode.mjs?raw';
import { writeAtomically } from './agent-file';
import type { Place } from './place';

/** OpenCode's plugin. */
export const PLUGIN_FILE = 'tooltrail-opencode.mjs';

type Home = Pick<Place, 'tooltrailHome' | 'platform'>;

/**
 * What agents run lives in Tooltrail's own folder and not in the app's: there it stays in place when the app is updated
 * or moved.
 */
const folderOf = ({ tooltrailHome }: Home) => join(tooltrailHome, 'bin');

/** The path that agents' hooks name. */
export function forwarderPath(home: Home): string {
  return join(folderOf(home), home.platform === 'win32' ? 'tooltrail-hook.cmd' : 'tooltrail-hook');
}

function filesOf({ platform }: Home): Record<string, string> {
  if (platform !== 'win32') return { 'tooltrail-hook': forwarder, [PLUGIN_FILE]: plugin };
  return {
    'tooltrail-hook.cmd': windowsCommand,
    'tooltrail-hook.ps1': windowsForwarder,
    [PLUGIN_FILE]: plugin,
  };
}

/** Puts in place what is missing or another version's. */
export function installForwarder(home: Home): void {
  mkdirSync(folderOf(home), { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(filesOf(home))) {
    const file = join(folderOf(home), name);
    if (contentOf(file) !== content) writeAtomically(file, content, 0o700);
  }
}

/** What the app does when it starts: hooks that were installed by an older version run the current forwarder. */
export function refreshForwarder(home: Home): void {
  if (existsSync(forwarderPath(home))) installForwarder(home);
}

export function isForwarderCurrent(home: Home): boolean {
  return Object.entries(filesOf(home)).every(
    ([name, content]) => contentOf(join(folderOf(home), name)) === content,
  );
}

export function removeForwarder(home: Home): void {
  for (const name of Object.keys(filesOf(home))) rmSync(join(folderOf(home), name), { force: true });
  try {
    rmdirSync(folderOf(home));
  } catch {
    // Somebody put something else there.
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
