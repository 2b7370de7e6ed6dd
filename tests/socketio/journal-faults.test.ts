import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '../../src/main/server/journal/database';
import {
  JournalDamaged,
  JournalError,
  JournalFull,
  JournalInUse,
  JournalTooNew,
  JournalUnwritable,
  toJournalError,
} from '../../src/main/server/journal/errors';
import type { SqliteJournal } from '../../src/main/server/journal/sqlite-journal';
import { temporaryHome } from '../support/home';
import { contentOf, journalFile, openJournal, reopenJournal, WHOLE } from '../support/journal';
import childPath from '../support/journal-child?modulePath';
import { draft, drafts } from '../support/journal-events';
import { readOnly, smallDisk } from '../support/mounts';
import { overwrite } from '../support/overwrite';

const MIB = 1024 * 1024;
const LARGE = { data: { text: 'x'.repeat(5000) } };

/** The file of a closed journal with so many events of 5 KB. */
async function closedJournal(events: number): Promise<string> {
  const journal = await openJournal();
  for (let done = 0; done < events; done += 1000) {
    await journal.append(drafts(Math.min(1000, events - done), `event-${done}`, LARGE));
  }
  await journal.close();
  return journal.options.file;
}

/** Expects that the file was set aside and an empty journal begun, and returns that. */
async function expectBegunAnew(file: string): Promise<SqliteJournal> {
  const damaged = readFileSync(file);
  const journal = await openJournal(file);
  const [aside] = readdirSync(dirname(file)).filter((name) => name.startsWith('journal.db.damaged-'));
  expect(aside).toMatch(/^journal\.db\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/);
  expect(journal.notice).toBe(`The journal was damaged. It is kept as ${aside}, and a new one was started`);
  expect(readFileSync(join(dirname(file), aside!)).equals(damaged)).toBe(true);
  expect(journal).toMatchObject({ head: 0, oldest: 1 });
  expect(await journal.append([draft('after')])).toMatchObject([{ seq: 1 }]);
  const again = await reopenJournal(journal);
  expect(again).toMatchObject({ notice: null, head: 1, epoch: journal.epoch });
  return again;
}

describe('damaged journal', () => {
  test.each(['', 'hello '.repeat(5000), 'SQLite format 3\0'.repeat(2000)])(
    'a file that is no database (%#) is set aside, or filled when it is empty',
    async (content) => {
      const file = journalFile();
      writeFileSync(file, content);
      if (content === '') expect((await openJournal(file)).notice).toBeNull();
      else await expectBegunAnew(file);
    },
  );

  test('a truncated file is set aside', async () => {
    const file = await closedJournal(100);
    truncateSync(file, 100_000);
    await expectBegunAnew(file);
  });

  test.each([
    ['at its beginning', 0],
    ['behind its header', 4096],
    ['in its middle', 250_000],
  ])('a file overwritten with noise %s is set aside', async (_where, from) => {
    const file = await closedJournal(100);
    overwrite(file, from, 50_000);
    await expectBegunAnew(file);
  });

  test('another database is set aside', async () => {
    const file = journalFile();
    const other = new Database(file);
    other.exec('CREATE TABLE mine (a)');
    other.close();
    await expectBegunAnew(file);
  });

  test('a search index of the journal set aside is not used for the new one', async () => {
    const journal = await openJournal();
    await journal.append(drafts(100, 'old', { data: { text: 'needle' } }));
    await journal.query({ ...WHOLE, order: 'oldest', q: 'needle' });
    await journal.close();
    overwrite(journal.options.file, 0, 8192);
    const begunAnew = await expectBegunAnew(journal.options.file);
    expect(await begunAnew.query({ ...WHOLE, order: 'oldest', q: 'needle' })).toMatchObject({ count: 0 });
  });

  test('damage found while reading is told, and the file is set aside when the journal is closed', async () => {
    // Too large to be read whole when it is opened.
    const file = await closedJournal(4000);
    overwrite(file, 8 * MIB, 100_000);
    const onDamaged = vi.fn();
    const journal = await openJournal(file, {}, { onDamaged });
    expect(journal.notice).toBeNull();
    await expect(contentOf(journal)).rejects.toThrow(JournalDamaged);
    await expect(contentOf(journal)).rejects.toThrow(JournalDamaged);
    expect(onDamaged.mock.calls).toEqual([[journal]]);
    await expect(journal.append([draft('late')])).rejects.toThrow(JournalDamaged);
    expect(await journal.close()).toMatch(
      /^The journal was damaged\. It is kept as journal\.db\.damaged-\S+, and a new one was started$/,
    );
    expect(existsSync(file)).toBe(false);
    const again = await openJournal(file);
    expect(again.head).toBe(0);
    expect(again.epoch).not.toBe(journal.epoch);
  });

  test.each([
    ['database disk image is malformed', true],
    ['malformed database schema (events)', true],
    ['file is not a database', true],
    ['fts5: corruption found reading blob 1', true],
    ['malformed JSON', false],
  ])('what SQLite says, "%s", tells of damage: %s', (message, damage) => {
    expect(toJournalError(new Error(message)) instanceof JournalDamaged).toBe(damage);
  });

  test.each([
    ['noise', (file: string) => writeFileSync(file, 'noise '.repeat(1000))],
    ['missing', (file: string) => rmSync(file)],
    ['truncated', (file: string) => truncateSync(file, 5000)],
  ])('a search index that is %s is made anew', async (_what, harm) => {
    const journal = await openJournal();
    await journal.append(drafts(300, 'event', { data: { text: 'needle' } }));
    await journal.query({ ...WHOLE, order: 'oldest', q: 'needle' });
    await journal.close();
    harm(join(dirname(journal.options.file), 'journal-search.db'));
    const again = await openJournal(journal.options.file);
    expect(again.notice).toBeNull();
    expect(await again.query({ ...WHOLE, order: 'oldest', q: 'needle' })).toMatchObject({ count: 300 });
  });

  test('a search index that becomes damaged is made anew, and the journal is not blamed for it', async () => {
    const journal = await openJournal();
    await journal.append(drafts(2000, 'event', { data: { text: 'needle '.repeat(50) } }));
    await journal.query({ ...WHOLE, order: 'oldest', q: 'needle' });
    await journal.close();
    const index = join(dirname(journal.options.file), 'journal-search.db');
    overwrite(index, 8192, statSync(index).size - 8192);
    const again = await openJournal(journal.options.file);
    const found = () => again.query({ ...WHOLE, order: 'oldest', q: 'needle' });
    await found().catch((error: unknown) => expect(error).not.toBeInstanceOf(JournalDamaged));
    expect(await found()).toMatchObject({ count: 2000 });
    expect(await contentOf(await reopenJournal(again))).toHaveLength(2000);
  });
});

describe('journal that cannot be opened', () => {
  test('a journal of a newer version is refused and left as it is', async () => {
    const file = await closedJournal(1);
    const newer = new Database(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const before = readFileSync(file);
    await expect(openJournal(file)).rejects.toThrow(JournalTooNew);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('a journal is refused to a second one in the same process until the first is closed', async () => {
    const journal = await openJournal();
    await journal.append([draft('first')]);
    await expect(openJournal(journal.options.file)).rejects.toThrow(JournalInUse);
    expect(await journal.append([draft('second')])).toMatchObject([{ seq: 2 }]);
    expect(await contentOf(await reopenJournal(journal))).toHaveLength(2);
  });

  test('a journal is refused while another process writes it, and free when that is killed', async () => {
    const file = journalFile();
    const child = spawn(process.execPath, [childPath, file, 'other'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    await expect(openJournal(file)).rejects.toThrow(JournalInUse);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await openJournal(file)).head).toBeGreaterThan(0);
  });

  test.each([
    ['that is missing', (home: string) => join(home, 'missing', 'journal.db')],
    [
      'that is a file',
      (home: string) => (writeFileSync(join(home, 'file'), ''), join(home, 'file', 'journal.db')),
    ],
  ])('a journal in a folder %s is refused', async (_what, place) => {
    await expect(openJournal(place(temporaryHome()))).rejects.toThrow(JournalUnwritable);
  });

  test('a journal in a folder that cannot be written is refused', async (context) => {
    const file = await closedJournal(1);
    readOnly(context, dirname(file));
    await expect(openJournal(file)).rejects.toThrow(JournalUnwritable);
  });
});

describe('journal on a full disk', () => {
  test('refuses aloud what does not fit, keeps what it acknowledged, and goes on when there is room', async (context) => {
    const disk = smallDisk(context, '8m');
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(6 * MIB));
    const journal = await openJournal(join(disk, 'journal.db'));
    const acknowledged: string[] = [];
    let refusal: unknown;
    for (let batch = 0; !refusal; batch++) {
      const events = drafts(20, `batch-${batch}`, LARGE);
      await journal.append(events).then(
        () => acknowledged.push(...events.map(({ id }) => id)),
        (error: unknown) => (refusal = error),
      );
    }
    expect(refusal).toBeInstanceOf(JournalFull);
    expect(journal.head).toBe(acknowledged.length);
    expect((await contentOf(journal)).map(({ id }) => id)).toEqual(acknowledged);
    await expect(journal.append(drafts(20, 'still-full', LARGE))).rejects.toThrow(JournalFull);

    rmSync(ballast);
    expect(await journal.append([draft('fits')])).toMatchObject([{ seq: acknowledged.length + 1 }]);
    const again = await reopenJournal(journal);
    expect((await contentOf(again)).map(({ id }) => id)).toEqual([...acknowledged, 'fits']);
  });

  test('a journal that finds no room to open says so', async (context) => {
    const disk = smallDisk(context, '1m');
    const file = join(disk, 'journal.db');
    const journal = await openJournal(file);
    await journal.append(drafts(10));
    await journal.close();
    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    await expect(openJournal(file)).rejects.toThrow(JournalFull);
    rmSync(ballast);
    expect(await contentOf(await openJournal(file))).toHaveLength(10);
  });

  test('a transaction that does not fit leaves nothing', () => {
    const db = new Database(join(temporaryHome(), 'small.db'));
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE texts (text); PRAGMA max_page_count = 20');
    const insert = db.prepare('INSERT INTO texts VALUES (?)');
    const fill = (rows: number) =>
      db.transaction(() => {
        for (let row = 0; row < rows; row++) insert.run('x'.repeat(4000));
      });
    fill(5);
    expect(() => fill(50)).toThrow(JournalFull);
    fill(5);
    expect(db.value('SELECT count(*) FROM texts')).toBe(10);
    db.close();
  });
});

describe('journal whose thread ends', () => {
  test.each(['writer', 'reader'] as const)('says so to everyone who needs its %s', async (role) => {
    const journal = await openJournal();
    await journal.append(drafts(10));
    const use = () =>
      role === 'writer' ? journal.append([draft('late')]) : journal.query({ ...WHOLE, order: 'oldest' });
    const ended = (role === 'writer' ? journal['writer'] : journal['reader']).end();
    const waiting = [use(), use()].map((answer) =>
      expect(answer).rejects.toThrow(`The journal's ${role} has ended`),
    );
    await Promise.all([ended, ...waiting]);
    await expect(use()).rejects.toThrow(JournalError);
    await journal.close();
    const stored = await contentOf(await openJournal(journal.options.file));
    expect(stored.slice(0, 10)).toMatchObject(drafts(10).map(({ id }) => ({ id })));
  });
});
