import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Appended } from '../../src/main/server/journal/append-queue';
import { Database } from '../../src/main/server/journal/database';
import { eventsOf } from '../../src/main/server/journal/page';
import { Reader } from '../../src/main/server/journal/reader';
import { Writer } from '../../src/main/server/journal/writer';
import { contentOf, journalFile, openJournal, reopenJournal, WHOLE } from '../support/journal';
import { batchOf, draft, drafts, KEEP_ALL } from '../support/journal-events';

const seqs = (appended: Appended[]) => appended.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('journal', () => {
  test('journal gives an event back as it came, with its number', async () => {
    const journal = await openJournal();
    const event = draft('a "quoted" \0 id', {
      session_id: 's',
      data: { text: 'ünï \0 "quoted" 日本語 😀 \ud800', deep: [1, { nothing: null }] },
    });
    const [stored] = await journal.append([event]);
    expect(await contentOf(journal)).toEqual([{ seq: 1, ...event }]);
    const { events } = await journal.readAfter(0, WHOLE);
    const text = Buffer.from(events).toString().slice(1, -1);
    expect(stored).toEqual({ seq: 1, duplicate: false, text, bytes: Buffer.byteLength(text) });
  });

  test('journal starts empty', async () => {
    const journal = await openJournal();
    expect(journal).toMatchObject({ head: 0, oldest: 1, notice: null, pendingEvents: 0, pendingBytes: 0 });
    const page = await journal.readAfter(0, WHOLE);
    expect(page).toMatchObject({ count: 0, first: 0, last: 0, more: false });
    expect(eventsOf(page)).toEqual([]);
    expect(await journal.append([])).toEqual([]);
  });

  test('journal numbers events without a gap over batches of every size', async () => {
    const journal = await openJournal();
    const sizes = [1, 49, 50, 51, 2, 1000, 3];
    const appended = await Promise.all(
      sizes.map((size, index) => journal.append(drafts(size, `batch-${index}`))),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(appended.flatMap(seqs)).toEqual(range(1, total));
    expect((await contentOf(journal)).map(({ seq }) => seq)).toEqual(range(1, total));
    expect(journal).toMatchObject({ head: total, oldest: 1, pendingEvents: 0, pendingBytes: 0 });
  });

  test('journal goes on numbering after it was closed and opened again', async () => {
    const journal = await openJournal();
    await journal.append(drafts(60, 'before'));
    const again = await reopenJournal(journal);
    expect(again).toMatchObject({ epoch: journal.epoch, head: 60, oldest: 1, notice: null });
    expect(seqs(await again.append(drafts(2, 'after')))).toEqual([61, 62]);
    expect((await contentOf(again)).map(({ seq }) => seq)).toEqual(range(1, 62));
  });

  test('journal stores an id once: in one batch, over batches and after it was opened again', async () => {
    const journal = await openJournal();
    await journal.append(drafts(100));
    const mixed = [draft('new-1'), draft('event-7'), ...drafts(60, 'more'), draft('new-1'), draft('new-2')];
    const appended = await journal.append(mixed);
    expect(appended[0]).toMatchObject({ seq: 101, duplicate: false });
    expect(appended[1]).toEqual({ seq: 7, duplicate: true });
    expect(seqs(appended.slice(2, 62))).toEqual(range(102, 161));
    expect(appended.slice(62)).toMatchObject([
      { seq: 101, duplicate: true },
      { seq: 162, duplicate: false },
    ]);
    const again = await reopenJournal(journal);
    expect(await again.append([draft('event-100'), draft('newer')])).toMatchObject([
      { seq: 100, duplicate: true },
      { seq: 163, duplicate: false },
    ]);
    expect((await contentOf(again)).map(({ seq }) => seq)).toEqual(range(1, 163));
  });

  test('journal keeps ids apart that differ in case or in control characters alone', async () => {
    const journal = await openJournal();
    const appended = await journal.append(['a', 'A', 'a\0', 'a\0b', '"a"', 'a '].map((id) => draft(id)));
    expect(appended.map(({ duplicate }) => duplicate)).toEqual(Array(6).fill(false));
  });

  test('journal takes an event as large as a request may be', async () => {
    const journal = await openJournal();
    const text = 'x'.repeat(8 * 1024 * 1024);
    await journal.append([draft('large', { data: { text } }), draft('small')]);
    const page = await journal.readAfter(0, { limit: 10, maxLength: 1000 });
    expect(page).toMatchObject({ count: 1, first: 1, last: 1, more: true });
    expect(eventsOf(page)[0]?.data).toEqual({ text });
  });

  test('journal orders events by their number when the clock is set back', async () => {
    const journal = await openJournal();
    for (const time of [3000, 2000, 1000]) {
      await journal.append([draft(`at-${time}`, { timestamp: time, received_at: time })]);
    }
    expect((await contentOf(journal)).map(({ id }) => id)).toEqual(['at-3000', 'at-2000', 'at-1000']);
  });

  test('journal stores what waits before it closes, and refuses what comes later', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    const pending = range(1, 200).map((number) => journal.append([draft(`event-${number}`)]));
    const closed = journal.close();
    await expect(journal.append([draft('late')])).rejects.toThrow('The journal is closed');
    await Promise.all([closed, journal.close(), ...pending]);
    expect(await contentOf(await openJournal(file))).toHaveLength(200);
  });

  test('journal leaves files that only their owner can read', async () => {
    const file = journalFile();
    const journal = await openJournal(file);
    await journal.append(drafts(10));
    expect(journal.size).toBeGreaterThan(8192);
    await journal.close();
    const left = readdirSync(dirname(file));
    expect(left).toEqual(expect.arrayContaining(['journal-search.db', 'journal.db', 'journal.lock']));
    for (const name of left) expect(statSync(join(dirname(file), name)).mode & 0o777).toBe(0o600);
  });

  test('journal keeps its log bounded, however much comes', async () => {
    const journal = await openJournal();
    const most = 33 * 1024 * 1024;
    const logSize = () => statSync(`${journal.options.file}-wal`).size;
    const large = { data: { text: 'x'.repeat(50_000) } };
    for (let batch = 0; batch < 20; batch++) await journal.append(drafts(100, `batch-${batch}`, large));
    let more = 0;
    await expect
      .poll(async () => {
        await journal.append([draft(`one-more-${more++}`)]);
        return logSize();
      })
      .toBeLessThan(most);
    expect(await contentOf(journal)).toHaveLength(2000 + more);
  });

  test('journal whose log is long can begin it anew, however little of it waits', () => {
    const file = journalFile();
    const writer = new Writer(file, KEEP_ALL);
    const reader = new Reader(file, writer.opened, KEEP_ALL);
    const write = (prefix: string, count: number) =>
      writer.append(batchOf(drafts(count, prefix, { data: { text: 'x'.repeat(50_000) } })));
    const [least, long] = [500, 3000];
    write('many', 500);
    const other = new Database(file);
    other.exec('BEGIN');
    other.value('SELECT count(*) FROM events');
    // More pages than the writer waits for, and fewer than a checkpoint is made for; somebody reads what was before them.
    write('some', 20);
    expect(reader.checkpoint(least, long)).toBeGreaterThan(long);
    other.exec('COMMIT');
    other.close();
    reader.checkpoint(least, long);
    reader.beginLogAnew();
    write('first', 1);
    expect(reader.checkpoint(Infinity, Infinity)).toBeLessThan(least);
    reader.close();
    writer.close(false);
  });

  test('journal answers readers while it is written', async () => {
    const journal = await openJournal();
    const writing = Promise.all(range(1, 50).map((batch) => journal.append(drafts(200, `batch-${batch}`))));
    let after = 0;
    while (after < 10_000) {
      const page = await journal.readAfter(after, { limit: 1000, maxLength: 1_000_000 });
      const events = eventsOf(page);
      if (page.count > 0) expect(events.map(({ seq }) => seq)).toEqual(range(after + 1, page.last));
      expect(page.last).toBeLessThanOrEqual(10_000);
      after = Math.max(after, page.last);
    }
    await writing;
  });
});
