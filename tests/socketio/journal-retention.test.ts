import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { searchFileOf } from '../../src/main/server/journal/files';
import { eventsOf } from '../../src/main/server/journal/page';
import type { SqliteJournal } from '../../src/main/server/journal/sqlite-journal';
import { contentOf, journalFile, openJournal, reopenJournal, WHOLE } from '../support/journal';
import { draft, drafts } from '../support/journal-events';

const DAY = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;
const PATIENCE = { timeout: 15_000, interval: 20 };

const seqsOf = async (journal: SqliteJournal) => (await contentOf(journal)).map(({ seq }) => seq);

function pruned(journal: SqliteJournal, oldest: number): Promise<void> {
  return vi.waitFor(() => expect(journal.oldest).toBe(oldest), PATIENCE);
}

/** Events of about 10 KiB. */
const large = (count: number, prefix: string, fields = {}) =>
  drafts(count, prefix, { data: { text: `word ${'x'.repeat(10_000)}` }, ...fields });

/** So many words of their own. */
const words = (count: number) =>
  randomBytes(4 * count)
    .toString('hex')
    .replaceAll(/(.{8})/g, '$1 ');

describe('journal retention', () => {
  test('retention by count keeps the newest events', async () => {
    const journal = await openJournal(undefined, { events: 1500 });
    await journal.append(drafts(4000));
    await pruned(journal, 2501);
    expect(await seqsOf(journal)).toEqual(Array.from({ length: 1500 }, (_, index) => 2501 + index));
    expect(await journal.append([draft('event-1'), draft('event-4000')])).toMatchObject([
      { seq: 4001, duplicate: false },
      { seq: 4000, duplicate: true },
    ]);
  });

  test('retention by age lets go of what is older, and of what came before it whatever the clock said', async () => {
    const journal = await openJournal(undefined, { days: 30 });
    const now = Date.now();
    const ages = [31, 40, -5, 31, 29, 0];
    await journal.append(
      ages.map((age) => draft(`${age} days`, { received_at: now - age * DAY })).slice(0, 1),
    );
    await journal.append(
      ages.slice(1).map((age, index) => draft(`${index}: ${age} days`, { received_at: now - age * DAY })),
    );
    await pruned(journal, 5);
    expect(await seqsOf(journal)).toEqual([5, 6]);
  });

  test('retention by age happens when a journal is opened, and never gives a number twice', async () => {
    const journal = await openJournal();
    await journal.append(drafts(700, 'old', { received_at: Date.now() - 8 * DAY }));
    await journal.append([draft('new')]);
    const again = await reopenJournal(journal, { days: 7 });
    expect(again.oldest).toBe(1);
    await pruned(again, 701);
    expect(await seqsOf(again)).toEqual([701]);
    const last = await reopenJournal(again, { days: 7 });
    expect(last).toMatchObject({ head: 701, oldest: 701, epoch: journal.epoch });
    expect(await last.append([draft('old-1')])).toMatchObject([{ seq: 702, duplicate: false }]);
  });

  test('retention by bytes keeps the journal near its bound, however much comes', async () => {
    const journal = await openJournal(undefined, { bytes: 8 * MIB });
    for (let batch = 0; batch < 30; batch++) await journal.append(large(100, `batch-${batch}`));
    const file = journal.options.file;
    await vi.waitFor(() => expect(statSync(file).size).toBeLessThan(14 * MIB), PATIENCE);
    const seqs = await seqsOf(journal);
    expect(seqs.length).toBeGreaterThan(300);
    expect(seqs).toEqual(Array.from(seqs, (_, index) => 3000 - seqs.length + 1 + index));
  });

  test('retention by a bound that was lowered counts the index of what is left, not of what goes', async () => {
    const journal = await openJournal();
    for (let batch = 0; batch < 10; batch++) {
      await journal.append(
        drafts(100, `batch-${batch}`).map((event) => ({ ...event, data: { text: words(1000) } })),
      );
    }
    await journal.query({ ...WHOLE, limit: 1, order: 'newest', q: 'all are indexed' });
    await journal.close();
    const { file } = journal.options;
    const [events, index] = [file, searchFileOf(file)].map((name) => statSync(name).size) as [number, number];
    // No more than all of the index takes by itself.
    const again = await openJournal(file, { bytes: index });
    await vi.waitFor(() => expect(statSync(file).size).toBeLessThan(events - MIB), PATIENCE);
    const share = index / (events + index);
    // A step may let go of 2 MB more.
    expect((await seqsOf(again)).length).toBeGreaterThan(1000 * share - 300);
  });

  test('retention gives room back to the disk, of events and of their index', async () => {
    const file = journalFile();
    const journal = await openJournal(file, { bytes: 64 * MIB });
    await journal.append(large(2000, 'old', { received_at: Date.now() - 2 * DAY }));
    await journal.append(drafts(100, 'new', { data: { text: 'word' } }));
    await journal.query({ ...WHOLE, limit: 1, order: 'newest', q: 'word' });
    await journal.close();
    const before = [file, file.replace('.db', '-search.db')].map((name) => statSync(name).size);
    expect(before[0]).toBeGreaterThan(20 * MIB);
    const again = await openJournal(file, { days: 1, bytes: 64 * MIB });
    await pruned(again, 2001);
    await vi.waitFor(() => expect(statSync(file).size).toBeLessThan(4 * MIB), PATIENCE);
    const page = await again.query({ ...WHOLE, order: 'oldest', q: 'word' });
    expect(eventsOf(page).map(({ id }) => id)).toEqual(drafts(100, 'new').map(({ id }) => id));
  });

  test('retention keeps the newest event, though it alone is over the bound', async () => {
    const journal = await openJournal(undefined, { bytes: MIB });
    await journal.append([draft('first', { data: { text: 'x'.repeat(3 * MIB) } })]);
    await journal.append([draft('second', { data: { text: 'x'.repeat(3 * MIB) } })]);
    await pruned(journal, 2);
    expect(await seqsOf(journal)).toEqual([2]);
  });

  test('retention does not hold up what is appended meanwhile', async () => {
    const journal = await openJournal();
    for (let batch = 0; batch < 20; batch++) await journal.append(drafts(1000, `old-${batch}`));
    const again = await reopenJournal(journal, { events: 100 });
    const appended = [];
    while (again.oldest < 20_000) appended.push(...(await again.append(drafts(50, `new-${again.head}`))));
    expect(appended.map(({ seq }) => seq)).toEqual(appended.map((_, index) => 20_001 + index));
    await vi.waitFor(() => expect(again.oldest).toBe(again.head - 99), PATIENCE);
  });
});
