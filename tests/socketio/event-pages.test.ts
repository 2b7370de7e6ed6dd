import { describe, expect, test } from 'vitest';
import { EventPages, fitting, pageOf, type EventPage } from '../../src/main/server/broadcast/event-pages';
import { JournalError } from '../../src/main/server/journal/errors';
import type { PageBounds, Utf8Page } from '../../src/main/server/journal/protocol';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { RingBuffer, storedEvent, type StoredEvent } from '../../src/main/server/ring-buffer';
import type { MonitorEvent } from '../../src/shared/events';
import { draft } from '../support/journal-events';
import { seqsTo } from '../support/seqs';

const stored = (seq: number, text = 'ünï'): StoredEvent =>
  storedEvent({ seq, ...draft(`event-${seq}`, { data: { text } }) });
/** About as many bytes as it says. */
const large = (seq: number, bytes: number) => stored(seq, 'x'.repeat(bytes - 300));

const seqsOf = ({ events }: EventPage) => (JSON.parse(events.text) as MonitorEvent[]).map(({ seq }) => seq);
const between = (after: number, upTo: number) => seqsTo(upTo).slice(after);

/** A journal that tells what it was asked for, and can be out of order. */
class WatchedJournal extends MemoryJournal {
  readonly asked: [after: number, bounds: PageBounds][] = [];
  error: Error | null = null;

  override readAfter(after: number, bounds: PageBounds): Promise<Utf8Page> {
    this.asked.push([after, bounds]);
    return this.error ? Promise.reject(this.error) : super.readAfter(after, bounds);
  }
}

/** So many events in a journal, the newest of which are in memory too. */
async function recorded(
  count: number,
  inMemory: number,
): Promise<{ journal: WatchedJournal; pages: EventPages }> {
  const journal = new WatchedJournal();
  const buffer = new RingBuffer(inMemory, Infinity);
  await journal.append(seqsTo(count).map((seq) => draft(`event-${seq}`)));
  if (inMemory > 0) for (const seq of seqsTo(count)) buffer.push(stored(seq));
  return { journal, pages: new EventPages(buffer, journal) };
}

describe('page of events', () => {
  test('page has their texts as one list, and its size', () => {
    const page = pageOf([stored(3), stored(4), stored(5)]);
    expect(seqsOf(page)).toEqual([3, 4, 5]);
    expect(page).toMatchObject({ count: 3, last: 5, bytes: Buffer.byteLength(page.events.text) });
  });

  test('page takes 500 events at most', () => {
    const events = seqsTo(600).map((seq) => stored(seq));
    expect(fitting(events, 0)).toBe(500);
    expect(fitting(events, 50)).toBe(500);
    expect(fitting(events, 200)).toBe(400);
    expect(fitting(events, 600)).toBe(0);
  });

  test('page takes 512 KiB at most, but one event always', () => {
    const KIB = 1024;
    const sizes = [200, 200, 200, 900, 100, 600];
    const events = sizes.map((size, index) => large(index + 1, size * KIB));
    expect(sizes.map((_, from) => fitting(events, from))).toEqual([2, 2, 1, 1, 1, 1]);
    const exact = 256 * KIB - Buffer.byteLength(stored(1, '').text);
    expect(fitting([stored(1, 'x'.repeat(exact)), stored(2, 'x'.repeat(exact))], 0)).toBe(2);
    expect(fitting([stored(1, 'x'.repeat(exact)), stored(2, 'x'.repeat(exact + 1))], 0)).toBe(1);
  });
});

describe('pages of events', () => {
  test('pages come from memory where what follows is there', async () => {
    const { journal, pages } = await recorded(1200, 700);
    expect(seqsOf(await pages.read(500, 1200))).toEqual(between(500, 1000));
    expect(seqsOf(await pages.read(1000, 1200))).toEqual(between(1000, 1200));
    expect(seqsOf(await pages.read(1199, 1200))).toEqual([1200]);
    expect(journal.asked).toEqual([]);
  });

  test('pages end at round numbers, and where they are told to', async () => {
    const { pages } = await recorded(1200, 1200);
    expect(seqsOf(await pages.read(100, 1200))).toEqual(between(100, 500));
    expect(seqsOf(await pages.read(100, 120))).toEqual(between(100, 120));
    expect(seqsOf(await pages.read(600, 1100))).toEqual(between(600, 1000));
  });

  test('pages come from the journal where memory begins later, or is empty', async () => {
    const { journal, pages } = await recorded(1200, 700);
    const page = await pages.read(499, 1200);
    expect(seqsOf(page)).toEqual([500]);
    expect(page).toMatchObject({ count: 1, last: 500, bytes: Buffer.byteLength(page.events.text) });
    expect(journal.asked).toEqual([[499, { limit: 1, maxLength: 512 * 1024 }]]);

    const restarted = await recorded(1200, 0);
    expect(seqsOf(await restarted.pages.read(0, 1200))).toEqual(between(0, 500));
    expect(restarted.journal.asked).toHaveLength(1);
  });

  test('pages that end at a round number are read once for all who want them at a time', async () => {
    const { journal, pages } = await recorded(1200, 0);
    const [one, other] = await Promise.all([pages.read(0, 1200), pages.read(0, 900)]);
    expect(other).toBe(one);
    await pages.read(0, 1200);
    expect(journal.asked).toHaveLength(1);
    await pages.read(1000, 1200);
    await pages.read(1000, 1200);
    expect(journal.asked).toHaveLength(3);
  });

  test('pages are kept for others only so long: eight of them', async () => {
    const { journal, pages } = await recorded(5000, 0);
    const read = async (page: number) => void (await pages.read(page * 500, 5000));
    for (const page of [0, 1, 2, 3, 4, 5, 6, 7, 0]) await read(page);
    expect(journal.asked).toHaveLength(8);
    await read(8);
    await read(1);
    expect(journal.asked).toHaveLength(9);
    await read(0);
    expect(journal.asked).toHaveLength(10);
  });

  test('pages that could not be read are asked for again', async () => {
    const { journal, pages } = await recorded(1200, 0);
    journal.error = new JournalError('not now');
    await expect(pages.read(0, 1200)).rejects.toThrow('not now');
    journal.error = null;
    expect(seqsOf(await pages.read(0, 1200))).toEqual(between(0, 500));
  });
});
