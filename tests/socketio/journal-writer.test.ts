import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '../../src/main/server/journal/database';
import { JournalInUse } from '../../src/main/server/journal/errors';
import type { Retention } from '../../src/main/server/journal/protocol';
import { Writer } from '../../src/main/server/journal/writer';
import type { EventDraft, MonitorEvent } from '../../src/shared/events';
import { journalFile } from '../support/journal';
import { batchOf, draft, drafts, KEEP_ALL } from '../support/journal-events';
import { seqsTo } from '../support/seqs';

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;

/** A writer in this thread, closed when the test ends. */
class Desk {
  readonly writer: Writer;
  #closed = false;

  constructor(
    readonly file = journalFile(),
    retention: Partial<Retention> = {},
  ) {
    this.writer = new Writer(file, { ...KEEP_ALL, ...retention });
    onTestFinished(() => void this.close());
  }

  append(events: EventDraft[]): ReturnType<Writer['append']> {
    return this.writer.append(batchOf(events));
  }

  /** What the file holds, oldest first. */
  get content(): MonitorEvent[] {
    return this.#read((db) => db.prepare<[string]>('SELECT text FROM events ORDER BY seq').all()).map(
      ([text]) => JSON.parse(text) as MonitorEvent,
    );
  }

  get seqs(): number[] {
    return this.content.map(({ seq }) => seq);
  }

  get freePages(): number {
    return this.#read((db) => db.value<number>('PRAGMA freelist_count'));
  }

  /** Takes steps of retention until there is nothing left to do; returns what each deleted. */
  pruneAll(indexBytes = 0): number[] {
    const deleted: number[] = [];
    for (let oldest = this.seqs[0] ?? 0; ;) {
      const step = this.writer.prune(indexBytes);
      if (step.oldest > oldest) deleted.push(step.oldest - oldest);
      oldest = step.oldest;
      if (!step.more) return deleted;
    }
  }

  close(damaged = false): string | null {
    if (this.#closed) return null;
    this.#closed = true;
    return this.writer.close(damaged);
  }

  reopen(retention: Partial<Retention> = {}): Desk {
    this.close();
    return new Desk(this.file, retention);
  }

  #read<T>(read: (db: Database) => T): T {
    const db = new Database(this.file, { readOnly: true });
    try {
      return read(db);
    } finally {
      db.close();
    }
  }
}

describe('journal writer', () => {
  test('writer opens a new journal', () => {
    const { opened } = new Desk().writer;
    expect(opened).toMatchObject({ head: 0, oldest: 1, notice: null });
    expect(opened.epoch).toMatch(/^[\da-f-]{36}$/);
  });

  test.each([1, 49, 50, 51, 100, 120])(
    'writer numbers %i events one after the other, as they came',
    (count) => {
      const desk = new Desk();
      desk.append(drafts(3, 'before'));
      expect(desk.append(drafts(count, 'event', { received_at: 1234 }))).toEqual({
        first: 4,
        duplicates: [],
      });
      const expected = drafts(count, 'event', { received_at: 1234 }).map((event, index) => ({
        seq: 4 + index,
        ...event,
      }));
      expect(desk.content.slice(3)).toEqual(expected);
    },
  );

  test('writer tells which events it had before, in a batch and over batches, and numbers the others', () => {
    const desk = new Desk();
    expect(desk.append([draft('a'), draft('b'), draft('a'), draft('c')])).toEqual({
      first: 1,
      duplicates: [[2, 1]],
    });
    expect(desk.append([draft('c'), draft('d'), draft('b')])).toEqual({
      first: 4,
      duplicates: [
        [0, 3],
        [2, 2],
      ],
    });
    expect(desk.content.map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
  });

  test('writer finds what it had before in the midst of many, and leaves no gap', () => {
    const desk = new Desk();
    desk.append([draft('many-10')]);
    // The second fifty have none of them, the last ones have one.
    const more = [...drafts(100, 'many'), draft('last'), draft('many-77')];
    expect(desk.append(more)).toEqual({
      first: 2,
      duplicates: [
        [9, 1],
        [101, 77],
      ],
    });
    expect(desk.seqs).toEqual(seqsTo(101));
    expect(desk.content.at(-1)!.id).toBe('last');
    expect(new Set(desk.content.map(({ id }) => id)).size).toBe(101);
  });

  test('writer goes on where it ended when its journal is opened again', () => {
    const desk = new Desk();
    desk.append(drafts(7));
    const again = desk.reopen();
    expect(again.writer.opened).toEqual({
      epoch: desk.writer.opened.epoch,
      head: 7,
      oldest: 1,
      notice: null,
    });
    expect(again.append([draft('event-7'), draft('new')])).toEqual({ first: 8, duplicates: [[0, 7]] });
  });

  test('writer keeps its journal from another one', () => {
    const desk = new Desk();
    expect(() => new Writer(desk.file, KEEP_ALL)).toThrow(JournalInUse);
    desk.close();
    expect(new Desk(desk.file).writer.opened.head).toBe(0);
  });

  test('writer lets go of a journal that it cannot open', () => {
    const file = journalFile();
    const other = new Database(file);
    other.exec('PRAGMA user_version = 99');
    other.close();
    expect(() => new Writer(file, KEEP_ALL)).toThrow('The journal has schema 99, and this version knows 1');
    expect(() => new Writer(file, KEEP_ALL)).toThrow('The journal has schema 99');
  });

  test('writer brings its log into the file when it is closed', () => {
    const desk = new Desk();
    desk.append(drafts(100));
    // A reader that stays keeps the last connection from doing so by itself.
    const reader = new Database(desk.file);
    expect(reader.value('SELECT count(*) FROM events')).toBe(100);
    expect(statSync(`${desk.file}-wal`).size).toBeGreaterThan(0);
    desk.close();
    expect(statSync(`${desk.file}-wal`).size).toBe(0);
    reader.close();
  });

  test('writer whose journal is damaged sets it aside when it is closed', () => {
    const desk = new Desk();
    desk.append(drafts(3));
    const notice = desk.close(true);
    expect(existsSync(desk.file)).toBe(false);
    const aside = readdirSync(dirname(desk.file)).filter((name) => name.includes('.damaged-'));
    expect(aside).toContainEqual(
      expect.stringMatching(/^journal\.db\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/),
    );
    expect(notice).toBe(`The journal was damaged. It is kept as ${aside[0]}, and a new one was started`);
    expect(new Desk(desk.file).writer.opened).toMatchObject({ head: 0, notice: null });
  });

  test('writer that opens a damaged journal sets it aside, and says where it is', () => {
    const file = journalFile();
    writeFileSync(file, 'noise'.repeat(10_000));
    const { notice } = new Desk(file).writer.opened;
    const [aside] = readdirSync(dirname(file)).filter((name) =>
      name.startsWith(`${basename(file)}.damaged-`),
    );
    expect(notice).toBe(`The journal was damaged. It is kept as ${aside}, and a new one was started`);
  });
});

describe('journal writer’s retention', () => {
  test('retention deletes nothing that is within the bounds', () => {
    const desk = new Desk(undefined, { events: 10, days: 1, bytes: 1024 * 1024 });
    desk.append(drafts(10));
    expect(desk.writer.prune(0)).toEqual({ oldest: 1, more: false });
    expect(desk.seqs).toEqual(seqsTo(10));
  });

  test('retention by count deletes the oldest, at most 500 in a step', () => {
    const desk = new Desk(undefined, { events: 100 });
    desk.append(drafts(1250));
    expect(desk.writer.prune(0)).toEqual({ oldest: 501, more: true });
    expect(desk.pruneAll()).toEqual([500, 150]);
    expect(desk.seqs).toEqual(seqsTo(1250).slice(1150));
  });

  test('retention deletes at most 2 MB in a step, and one event however large', () => {
    const desk = new Desk(undefined, { events: 0 });
    const large = (count: number, length: number) =>
      desk.append(drafts(count, `${length}`, { data: { text: 'x'.repeat(length) } }));
    large(5, 1_000_000);
    large(1, 3_000_000);
    large(1, 10);
    expect(desk.pruneAll()).toEqual([2, 2, 1, 1, 1]);
  });

  test('retention by age deletes what is older, and what came before it', () => {
    const desk = new Desk(undefined, { days: 30 });
    const now = Date.now();
    const aged = (days: number) => draft(`${days}`, { received_at: now - days * DAY });
    // A clock that was ahead keeps nothing.
    desk.append([aged(31), aged(-2), aged(30.5), aged(29.5), aged(1)]);
    expect(desk.pruneAll()).toEqual([3]);
    expect(desk.content.map(({ id }) => id)).toEqual(['29.5', '1']);
  });

  test('retention by age deletes nothing that came before an event from a clock that was behind', () => {
    const desk = new Desk(undefined, { days: 30 });
    desk.append([draft('before'), draft('behind', { received_at: 0 }), draft('after')]);
    expect(desk.pruneAll()).toEqual([]);
    expect(desk.seqs).toEqual([1, 2, 3]);
  });

  test('retention by age believes a clock that has jumped ahead only when it stays there', () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const desk = new Desk(undefined, { days: 30 });
    desk.append(drafts(3));
    const sound = Date.now();
    vi.setSystemTime(sound + 40 * DAY);
    expect(desk.pruneAll()).toEqual([]);
    vi.setSystemTime(sound);
    expect(desk.pruneAll()).toEqual([]);
    vi.advanceTimersByTime(10 * MINUTE);
    vi.setSystemTime(sound + 40 * DAY);
    expect(desk.pruneAll()).toEqual([]);
    // So it does where it has jumped while nobody looked.
    const again = desk.reopen({ days: 30 });
    expect(again.pruneAll()).toEqual([]);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(again.pruneAll()).toEqual([3]);
  });

  test('retention by bytes counts the search index too, and keeps the newest event', () => {
    const MIB = 1024 * 1024;
    const desk = new Desk(undefined, { bytes: 2 * MIB });
    desk.append(drafts(10, 'event', { data: { text: 'x'.repeat(100_000) } }));
    expect(desk.pruneAll(MIB / 2)).toEqual([]);
    expect(desk.pruneAll(2 * MIB)).toEqual([9]);
    expect(desk.seqs).toEqual([10]);
    expect(desk.writer.prune(2 * MIB)).toMatchObject({ oldest: 10 });
  });

  test('retention never gives a number twice, also when nothing is left', () => {
    const desk = new Desk();
    desk.append(drafts(5));
    desk.writer.retain({ ...KEEP_ALL, events: 0 });
    desk.pruneAll();
    expect(desk.seqs).toEqual([]);
    expect(desk.writer.prune(0)).toEqual({ oldest: 6, more: false });
    const again = desk.reopen();
    expect(again.writer.opened).toMatchObject({ head: 5, oldest: 6 });
    expect(again.append([draft('event-1')])).toEqual({ first: 6, duplicates: [] });
  });

  test('retention gives room back to the disk but for some, and a compaction gives all of it back', () => {
    const desk = new Desk(undefined, { events: 1 });
    desk.append(drafts(100, 'event', { data: { text: 'x'.repeat(40_000) } }));
    desk.pruneAll();
    expect(desk.freePages).toBeLessThanOrEqual(256);
    expect(desk.freePages).toBeGreaterThan(256 - 64);
    let left = desk.writer.compact();
    expect(left).toBe(desk.freePages);
    expect(left).toBeGreaterThan(100);
    for (let step = 0; left > 0 && step < 10; step++) left = desk.writer.compact();
    expect(left).toBe(0);
    expect(desk.content.map(({ id }) => id)).toEqual(['event-100']);
  });
});
