import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventsOf } from '../../src/main/server/journal/page';
import type { Retention } from '../../src/main/server/journal/protocol';
import { SqliteJournal, type JournalOptions } from '../../src/main/server/journal/sqlite-journal';
import { silentLogger } from '../../src/main/server/logger';
import type { MonitorEvent } from '../../src/shared/events';
import { temporaryHome } from './home';
import { KEEP_ALL } from './journal-events';

/** More than any test's page. */
export const WHOLE = { limit: 1_000_000, maxLength: 1_000_000_000 };

export function journalFile(): string {
  return join(temporaryHome(), 'journal.db');
}

/** A journal that is closed when the test ends. */
export async function openJournal(
  file = journalFile(),
  retention: Partial<Retention> = {},
  more: Partial<JournalOptions> = {},
): Promise<SqliteJournal> {
  const options = { file, retention: { ...KEEP_ALL, ...retention }, logger: silentLogger, ...more };
  const journal = await SqliteJournal.open(options);
  onTestFinished(async () => void (await journal.close()));
  return journal;
}

/** Closes a journal and opens its file again. */
export async function reopenJournal(
  journal: SqliteJournal,
  retention: Partial<Retention> = {},
): Promise<SqliteJournal> {
  await journal.close();
  return openJournal(journal.options.file, retention);
}

/** All events that the journal keeps. */
export async function contentOf(journal: SqliteJournal): Promise<MonitorEvent[]> {
  return eventsOf(await journal.readAfter(0, WHOLE));
}
