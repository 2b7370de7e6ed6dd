import { Database } from './database';
import { JournalDamaged, JournalInUse } from './errors';
import { lockFileOf, makePrivate, setAside } from './files';
import { migrate, schemaVersion } from './schema';

/** Files up to this size are read whole when they are opened, to find damage: some 100 ms. */
const CHECKED_BYTES = 16 * 1024 * 1024;

/**
 * Holds the journal for this process until it is closed. The operating system lets go of it when the process dies.
 *
 * @throws JournalInUse when somebody else holds it
 * @throws JournalUnwritable
 */
export function lockJournal(file: string): Database {
  const lockFile = lockFileOf(file);
  makePrivate(lockFile);
  const lock = new Database(lockFile);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof JournalInUse) throw new JournalInUse(`Another Tooltrail writes ${file}`);
    throw error;
  }
  return lock;
}

/**
 * Opens the journal to write it, making it where it is missing. A damaged one is set aside and a new one made; `notice`
 * tells so.
 *
 * @throws JournalUnwritable
 * @throws JournalTooNew and leaves the file as it is
 */
export function openJournal(file: string): { db: Database; notice: string | null } {
  try {
    return { db: openSound(file), notice: null };
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
  }
  const notice = setAside(file);
  return { db: openSound(file), notice };
}

function openSound(file: string): Database {
  makePrivate(file);
  const db = new Database(file);
  try {
    const version = schemaVersion(db);
    tune(db);
    migrate(db, version);
    check(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function tune(db: Database): void {
  // These two only take effect while the file is empty. A page of 8 KiB holds some ten events.
  db.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL');
  // A commit is in the system's hands before it is acknowledged, and so outlives the process, however that ends.
  // NORMAL does not wait for the disk at each commit: after a power cut the journal is sound, but what was committed
  // in the last moments may be missing.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  // The reader brings the log into the file; at 64 MiB of it, the writer does. Making the log's file smaller keeps the
  // writer waiting for the disk, so that is only done where it has become longer than it usually does.
  db.exec('PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 33554432');
  db.exec('PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY');
}

/** Finds a truncated file, one full of noise, and any damage in a small one. */
function check(db: Database): void {
  const bytes = db.value<number>('PRAGMA page_count') * db.value<number>('PRAGMA page_size');
  if (bytes <= CHECKED_BYTES && db.value<string>('PRAGMA quick_check(1)') !== 'ok') {
    throw new JournalDamaged('The journal failed its check');
  }
  for (const order of ['ASC', 'DESC'])
    db.prepare(`SELECT text FROM events ORDER BY seq ${order} LIMIT 1`).get();
}
