import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { writePrivateFile } from './private-file';

/**
 * The token of this home, made once so that clients stay connected over restarts. One that others of this machine could
 * read is not used again.
 */
export function loadToken(file: string): string {
  return readToken(file) ?? renewToken(file);
}

/** Puts a new token (32 random bytes as hex) into the file, and returns it. */
export function renewToken(file: string): string {
  const token = randomBytes(32).toString('hex');
  writePrivateFile(file, `${token}\n`);
  return token;
}

function readToken(file: string): string | null {
  try {
    const exposed = process.platform !== 'win32' && (lstatSync(file).mode & 0o077) !== 0;
    const token = readFileSync(file, 'utf8').trim();
    return exposed || !/^[0-9a-f]{64}$/.test(token) ? null : token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`The token cannot be read from ${file}`, { cause: error });
  }
}
