import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/main/server/journal/database';
import { readFirstLook } from '../../src/main/server/journal/first-look';
import type { MonitorEvent } from '../../src/shared/events';
import { temporaryHome } from '../support/home';
import { contentOf, openJournal, reopenJournal } from '../support/journal';
import { drafts } from '../support/journal-events';
import { seqsTo } from '../support/seqs';

function seqsOf(file: string): number[] | undefined {
  const look = readFirstLook(file);
  return look ? (JSON.parse(look.events) as MonitorEvent[]).map(({ seq }) => seq) : undefined;
}

describe('first look', () => {
  test('shows the newest events of a closed journal as they are, and leaves the journal as it was', async () => {
    const journal = await openJournal();
    await journal.append(drafts(1000));
    const stored = await contentOf(journal);
    await journal.close();
    const file = journal.options.file;
    const before = statSync(file).mtimeMs;

    const look = readFirstLook(file);
    expect(look?.epoch).toBe(journal.epoch);
    expect(JSON.parse(look?.events ?? '')).toEqual(stored.slice(-200));
    expect(statSync(file).mtimeMs).toBe(before);

    const again = await reopenJournal(journal);
    expect(again).toMatchObject({ epoch: journal.epoch, head: 1000, notice: null });
    expect(await again.append(drafts(1, 'after'))).toMatchObject([{ seq: 1001 }]);
  });

  test('shows all of a short journal', async () => {
    const journal = await openJournal();
    await journal.append(drafts(3));
    await journal.close();
    expect(seqsOf(journal.options.file)).toEqual(seqsTo(3));
  });

  test('ends before it becomes long, but not before the first event', async () => {
    const journal = await openJournal();
    await journal.append(drafts(3, 'short'));
    await journal.append(drafts(4, 'long', { data: { text: 'x'.repeat(700_000) } }));
    await journal.close();
    expect(seqsOf(journal.options.file)).toEqual([6, 7]);
  });

  test('shows what is stored while another has the journal open', async () => {
    const journal = await openJournal();
    await journal.append(drafts(5));
    expect(seqsOf(journal.options.file)).toEqual(seqsTo(5));
    await journal.append(drafts(1, 'after'));
    expect(journal.head).toBe(6);
  });

  test('shows what a process that was killed had stored', async () => {
    const journal = await openJournal();
    await journal.append(drafts(5));
    // The files as they lie there when nobody closes them.
    const file = join(temporaryHome(), 'events.db');
    for (const part of ['', '-wal']) copyFileSync(journal.options.file + part, file + part);
    expect(seqsOf(file)).toEqual(seqsTo(5));
  });

  test('shows nothing of a journal that is missing or empty', async () => {
    const missing = join(temporaryHome(), 'events.db');
    expect(readFirstLook(missing)).toBeNull();
    expect(existsSync(missing)).toBe(false);
    writeFileSync(missing, '');
    expect(readFirstLook(missing)).toBeNull();
    const journal = await openJournal();
    await journal.close();
    expect(readFirstLook(journal.options.file)).toBeNull();
  });

  test('shows nothing of what is no journal, or one of a newer version, or cannot be read at once', async () => {
    const noise = join(temporaryHome(), 'noise.db');
    writeFileSync(noise, 'x'.repeat(20_000));
    expect(readFirstLook(noise)).toBeNull();

    const journal = await openJournal();
    await journal.append(drafts(3));
    await journal.close();
    const file = journal.options.file;
    const other = new Database(file);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA user_version = 1; BEGIN IMMEDIATE');
    expect(readFirstLook(file)).toBeNull();
    other.exec('COMMIT; PRAGMA locking_mode = NORMAL; PRAGMA user_version = 99');
    other.close();
    expect(readFirstLook(file)).toBeNull();
  });
});
