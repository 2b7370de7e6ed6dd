import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AppendQueue, type Appended } from '../../src/main/server/journal/append-queue';
import { JournalFull } from '../../src/main/server/journal/errors';
import { rowsOf, type Batch, type Committed } from '../../src/main/server/journal/protocol';
import type { EventDraft } from '../../src/shared/events';
import { draft, drafts } from '../support/journal-events';

/** The answer to a transaction has its effects, and at the end of the turn the next transaction begins. */
async function settled(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** A writer whose transactions end when the test says so. */
class SlowWriter {
  readonly batches: Batch[] = [];
  readonly #answers: ((committed: Committed | Error) => void)[] = [];
  #head = 0;
  readonly queue = new AppendQueue((batch) => {
    this.batches.push(batch);
    return new Promise((resolve, reject) =>
      this.#answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  });

  async commit(duplicates: Committed['duplicates'] = []): Promise<void> {
    const batch = this.batches[this.batches.length - this.#answers.length]!;
    this.#answers.shift()!({ first: this.#head + 1, duplicates });
    this.#head += batch.count - duplicates.length;
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.#answers.shift()!(error);
    await settled();
  }

  /** Appends in a turn of its own, so that the writer is at work on it when the next ones come. */
  async first(drafts: EventDraft[]): Promise<{ appended: Promise<Appended[]> }> {
    const appended = this.queue.append(drafts);
    await nextTurn();
    return { appended };
  }
}

describe('append queue', () => {
  test('append queue hands on what came in a turn while the writer is free', async () => {
    const { queue, batches } = new SlowWriter();
    void queue.append([draft('a')]);
    void queue.append([draft('b')]);
    await nextTurn();
    expect(batches.map(({ count }) => count)).toEqual([2]);
  });

  test('append queue hands events on as lines of one text', async () => {
    const { queue, batches } = new SlowWriter();
    void queue.append([draft('a')]);
    await nextTurn();
    expect(batches).toEqual([{ count: 1, lines: expect.stringMatching(/^"a"\n\d+\n\{.*\}$/) as string }]);
  });

  test('append queue makes one transaction of what comes while the writer is at work', async () => {
    const writer = new SlowWriter();
    const { appended } = await writer.first([draft('event-0')]);
    const later = Array.from({ length: 100 }, (_, index) =>
      writer.queue.append([draft(`event-${index + 1}`)]),
    );
    const appends = [appended, ...later];
    expect(writer.batches.map(({ count }) => count)).toEqual([1]);
    await writer.commit();
    expect(writer.batches.map(({ count }) => count)).toEqual([1, 100]);
    await writer.commit();
    const seqs = (await Promise.all(appends)).map(([appended]) => appended?.seq);
    expect(seqs).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  });

  test('append queue bounds a transaction and never divides an append', async () => {
    const writer = new SlowWriter();
    const sizes = [1, 1500, 400, 1000, 5000, 1];
    const { appended } = await writer.first(drafts(1, 'append'));
    const later = sizes.slice(1).map((size, index) => writer.queue.append(drafts(size, `append-${index}`)));
    const appends = [appended, ...later];
    for (let batch = 0; batch < 5; batch++) await writer.commit();
    expect(writer.batches.map(({ count }) => count)).toEqual([1, 1900, 1000, 5000, 1]);
    expect((await Promise.all(appends)).map(({ length }) => length)).toEqual(sizes);
  });

  test('append queue tells what waits', async () => {
    const writer = new SlowWriter();
    const { appended } = await writer.first([draft('ä')]);
    const appends = [appended, writer.queue.append(drafts(9))];
    const bytes = Buffer.byteLength(rowsOf(writer.batches[0]!)[0]!.body);
    const before = writer.queue.bytes;
    expect(writer.queue.events).toBe(10);
    expect(before).toBeGreaterThan(9 * bytes);
    let drained = false;
    const waiting = writer.queue.drained().then(() => (drained = true));
    await writer.commit();
    expect(writer.queue).toMatchObject({ events: 9, bytes: before - bytes });
    expect(drained).toBe(false);
    await writer.commit();
    await Promise.all([...appends, waiting]);
    expect(writer.queue).toMatchObject({ events: 0, bytes: 0 });
  });

  test('append queue refuses all of a transaction that failed, and tries the next one', async () => {
    const writer = new SlowWriter();
    const { appended: first } = await writer.first([draft('a')]);
    const [second, third] = ['b', 'c'].map((id) => writer.queue.append([draft(id)]));
    const full = new JournalFull('no room');
    await Promise.all([expect(first).rejects.toBe(full), writer.fail(full)]);
    const refused = [second, third].map((append) => expect(append).rejects.toBe(full));
    await Promise.all([...refused, writer.fail(full)]);
    const { appended: later } = await writer.first([draft('d')]);
    await writer.commit();
    expect(await later).toMatchObject([{ seq: 1 }]);
    expect(writer.queue).toMatchObject({ events: 0, bytes: 0 });
  });

  test('append queue gives each append its own duplicates', async () => {
    const writer = new SlowWriter();
    const { appended } = await writer.first(drafts(2));
    const appends = [appended, writer.queue.append(drafts(1)), writer.queue.append(drafts(3))];
    await writer.commit([[1, 40]]);
    await writer.commit([
      [1, 41],
      [3, 42],
    ]);
    expect(await Promise.all(appends)).toMatchObject([
      [{ seq: 1 }, { seq: 40, duplicate: true }],
      [{ seq: 2 }],
      [{ seq: 41, duplicate: true }, { seq: 3 }, { seq: 42, duplicate: true }],
    ]);
  });

  test('append queue gives each event back as its text, with its size as UTF-8', async () => {
    const writer = new SlowWriter();
    const events = [draft('ä'), draft('b', { data: { text: '日本語' } })];
    const append = writer.queue.append(events);
    const other = writer.queue.append([draft('c')]);
    await nextTurn();
    expect(rowsOf(writer.batches[0]!).map(({ key }) => JSON.parse(key) as string)).toEqual(['ä', 'b', 'c']);
    await writer.commit();
    for (const [index, appended] of [...(await append), ...(await other)].entries()) {
      if (appended.duplicate) throw new Error('none of them was there before');
      const { text, bytes } = appended;
      expect(JSON.parse(text)).toEqual({
        seq: index + 1,
        ...[...events, draft('c')][index],
        received_at: expect.any(Number) as number,
      });
      expect(bytes).toBe(Buffer.byteLength(text));
    }
  });

  test('append queue keeps data as it was sent', async () => {
    const writer = new SlowWriter();
    const append = writer.queue.append([draft('a', { data: { n: 1 } })], '{ "n" : 1.0 }');
    await nextTurn();
    await writer.commit();
    const [appended] = await append;
    expect(appended).toMatchObject({ text: expect.stringMatching(/,"data":\{ "n" : 1\.0 \}\}$/) as string });
  });

  test('append queue has nothing to do for no events', async () => {
    const writer = new SlowWriter();
    expect(await writer.queue.append([])).toEqual([]);
    await writer.queue.drained();
    await nextTurn();
    expect(writer.batches).toEqual([]);
  });

  test('append queue bounds a transaction in bytes', async () => {
    const writer = new SlowWriter();
    await writer.first([draft('a')]);
    const large = { data: { text: 'x'.repeat(1024 * 1024) } };
    for (const id of ['b', 'c', 'd', 'e', 'f']) void writer.queue.append([draft(id, large)]);
    await writer.commit();
    expect(writer.batches.map(({ count }) => count)).toEqual([1, 3]);
  });

  test('append queue fills a transaction to its bound', async () => {
    const writer = new SlowWriter();
    await writer.first([draft('a')]);
    for (const prefix of ['b', 'c', 'd']) void writer.queue.append(drafts(1000, prefix));
    await writer.commit();
    expect(writer.batches.map(({ count }) => count)).toEqual([1, 2000]);
  });
});
