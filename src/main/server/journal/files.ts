import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { toJournalError } from './errors';

/** What SQLite puts beside a database; '' is the database itself. */
const PARTS = ['', '-wal', '-shm'];

/** Where the search index of a journal is. It can be deleted at any time and is made anew. */
export function searchFileOf(journalFile: string): string {
  return journalFile.replace(/(\.db)?$/, '-search.db');
}

export function lockFileOf(journalFile: string): string {
  return journalFile.replace(/(\.db)?$/, '.lock');
}

/**
 * Makes a file that its owner alone can read (0600), where it is missing. What SQLite puts beside it gets its mode.
 *
 * @throws JournalUnwritable
 */
export function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw toJournalError(error);
  }
}

/** Size on disk of a database, in bytes. */
export function sizeOf(file: string): number {
  return PARTS.reduce((sum, part) => sum + (statSync(file + part, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Deletes a database. */
export function removeDatabase(file: string): void {
  for (const part of PARTS) rmSync(file + part, { force: true });
}

/** Renames a damaged database, so that nothing in it is lost, and returns the words that say so. */
export function setAside(file: string): string {
  const date = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
  let aside = `${file}.damaged-${date}`;
  for (let copy = 2; existsSync(aside); copy++) aside = `${file}.damaged-${date}-${copy}`;
  for (const part of PARTS) if (existsSync(file + part)) renameSync(file + part, aside + part);
  return `The journal was damaged. It is kept as ${basename(aside)}, and a new one was started`;
}
