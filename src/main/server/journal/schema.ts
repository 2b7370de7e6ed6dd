import { uuidV7 } from '../uuid-v7';
import type { Database } from './database';
import { JournalDamaged, JournalTooNew } from './errors';

/**
 * The steps from an empty file to the present schema. `user_version` counts those done. Journals in use hold what these
 * steps made, so a step is never changed, only followed by another.
 */
const MIGRATIONS: ((db: Database) => void)[] = [
  (db) => {
    db.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
      CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        -- As JSON, which has no zero bytes: the binding cuts texts there.
        id TEXT NOT NULL UNIQUE,
        received_at INTEGER NOT NULL,
        -- The event as it goes to clients, seq included.
        text TEXT NOT NULL
      );
      INSERT INTO meta VALUES ('head', 0);
    `);
    db.prepare("INSERT INTO meta VALUES ('epoch', ?)").run(uuidV7());
  },
];

/**
 * How many migrations the file has seen; 0 when it is empty.
 *
 * @throws JournalTooNew
 * @throws JournalDamaged when it never was a journal
 */
export function schemaVersion(db: Database): number {
  const version = db.value<number>('PRAGMA user_version');
  if (version > MIGRATIONS.length) {
    throw new JournalTooNew(`The journal has schema ${version}, and this version knows ${MIGRATIONS.length}`);
  }
  if (version === 0 && db.value<number>('SELECT count(*) FROM sqlite_schema') > 0) {
    throw new JournalDamaged('The file is a database of another kind');
  }
  return version;
}

/** The name of a journal's numbering. */
export function epochOf(db: Database): string {
  return db.value<string>("SELECT value FROM meta WHERE key = 'epoch'");
}

/** Brings the schema from `version` to the present one. */
export function migrate(db: Database, version: number): void {
  for (const [done, step] of MIGRATIONS.entries()) {
    if (done < version) continue;
    db.transaction(() => {
      step(db);
      db.exec(`PRAGMA user_version = ${done + 1}`);
    });
  }
}
