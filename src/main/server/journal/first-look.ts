import { existsSync } from 'node:fs';
import type { FirstLook } from '../../../shared/ipc';
import { Database } from './database';
import { JournalError } from './errors';
import { PageBuilder } from './page';
import { epochOf, schemaVersion } from './schema';

/** Enough for what the window shows first; bytes as UTF-8. */
const BOUNDS = { limit: 200, maxLength: 2 * 1024 * 1024 };

/**
 * The newest events of a journal that need not have been opened; its file is left as it is. Null where there are none, or
 * where they cannot be read at once: what is wrong is told by opening the journal.
 */
export function readFirstLook(file: string): FirstLook | null {
  if (!existsSync(file)) return null;
  try {
    const db = new Database(file, { readOnly: true });
    try {
      return newestOf(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof JournalError) return null;
    throw error;
  }
}

function newestOf(db: Database): FirstLook | null {
  db.exec('PRAGMA busy_timeout = 0');
  if (schemaVersion(db) === 0) return null;
  const page = new PageBuilder(BOUNDS);
  const newest = db.prepare<[seq: number, text: string]>('SELECT seq, text FROM events ORDER BY seq DESC');
  // One by one: a few of the largest fill the page.
  for (const [seq, text] of newest.iterate()) if (!page.add(seq, text)) break;
  const { count, events } = page.finish('newest');
  return count === 0 ? null : { epoch: epochOf(db), events };
}
