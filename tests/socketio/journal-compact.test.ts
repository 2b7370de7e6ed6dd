import { statSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { searchFileOf } from '../../src/main/server/journal/files';
import { openJournal, contentOf } from '../support/journal';
import { drafts } from '../support/journal-events';

const text = 'x'.repeat(2000);
const control = () => ({ signal: new AbortController().signal, progress: vi.fn() });

describe('journal compact', () => {
  test('compact gives the room of events that are gone back to the disk, while others are stored', async () => {
    const journal = await openJournal(undefined, { events: 3000 });
    for (let batch = 0; batch < 6; batch++)
      await journal.append(drafts(1000, `batch-${batch}`, { data: { text } }));
    await vi.waitFor(() => expect(journal.oldest).toBe(3001), { timeout: 20_000 });
    const [before, { progress, signal }] = [journal.size, control()];
    const compacted = journal.compact({ progress, signal });
    await journal.append(drafts(10, 'meanwhile'));
    await compacted;
    await vi.waitFor(() => expect(journal.size).toBeLessThan(before), { timeout: 20_000 });
    const kept = (await contentOf(journal)).map(({ id }) => id);
    expect(kept.slice(-10)).toEqual(drafts(10, 'meanwhile').map(({ id }) => id));
    const [done, total] = progress.mock.lastCall as [number, number];
    expect(done).toBe(total);
    expect(await journal.query({ q: 'xxx', order: 'oldest', limit: 1, maxLength: 1 })).toMatchObject({
      count: 1,
    });
  });

  test('compact gives back the room of what the files’ logs take, too', async () => {
    const journal = await openJournal();
    await journal.append(drafts(2000, 'event', { data: { text } }));
    // Whoever searches has all of it indexed.
    await journal.query({ q: 'xxx', order: 'oldest', limit: 1, maxLength: 1 });
    await journal.compact(control());
    const files = [journal.options.file, searchFileOf(journal.options.file)];
    expect(files.map((file) => statSync(`${file}-wal`).size)).toEqual([0, 0]);
    expect(await contentOf(journal)).toHaveLength(2000);
  });

  test('compact can be broken off and leaves the journal sound', async () => {
    const journal = await openJournal();
    await journal.append(drafts(1000, 'event', { data: { text } }));
    const controller = new AbortController();
    controller.abort();
    const broken = journal.compact({ signal: controller.signal, progress: () => undefined });
    await expect(broken).rejects.toThrow('aborted');
    expect(await contentOf(journal)).toHaveLength(1000);
  });
});
