import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** A file or folder that others could read or exchange, and that is not ours to repair. */
class UnsafePath extends Error {
  override name = 'UnsafePath';
}

/** Windows keeps a user's profile to that user by other means. */
const HAS_MODES = process.platform !== 'win32';
const OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/**
 * Makes a folder where it is missing, and keeps other users of the machine out of it (0700).
 *
 * @throws UnsafePath where it is a link, somebody else's, or in a place where anybody can put another one
 */
export function securePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!HAS_MODES) return;
  const stats = lstatSync(folder);
  checkOurs(folder, stats);
  if (!stats.isDirectory()) throw new UnsafePath(`${folder} is not a folder`);
  checkAbove(folder);
  if ((stats.mode & OTHERS) !== 0) chmodSync(folder, 0o700);
}

/**
 * Takes away what others may do with a file of ours; passes over one that is missing.
 *
 * @throws UnsafePath where it is a link or somebody else's
 */
export function securePrivateFile(file: string): void {
  const stats = HAS_MODES ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
  if (!stats) return;
  checkOurs(file, stats);
  if ((stats.mode & OTHERS) !== 0) chmodSync(file, 0o600);
}

function checkOurs(path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) {
    throw new UnsafePath(`${path} is a link; name the place itself (TOOLTRAIL_HOME) or replace the link`);
  }
  if (stats.uid !== process.getuid?.()) {
    throw new UnsafePath(`${path} belongs to another user (uid ${stats.uid}); it is not used`);
  }
}

/** Whoever may write to a folder above can exchange what is in it, but for folders such as /tmp (sticky). */
function checkAbove(folder: string): void {
  for (let path = dirname(realpathSync(folder)); ; path = dirname(path)) {
    const { mode } = statSync(path);
    if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0) {
      throw new UnsafePath(
        `${path} can be written by everybody on this machine, so ${folder} is not safe there`,
      );
    }
    if (path === dirname(path)) return;
  }
}
