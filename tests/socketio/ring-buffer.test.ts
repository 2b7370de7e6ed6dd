import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RingBuffer, storedEvent, type StoredEvent } from '../../src/main/server/ring-buffer';

function stored(seq: number, id = `id-${seq}`, padding = 0): StoredEvent {
  return storedEvent({
    seq,
    id,
    type: 'test',
    source: 'api',
    session_id: null,
    agent_id: null,
    tool: null,
    tool_use_id: null,
    timestamp: 0,
    received_at: 0,
    trusted: false,
    data: { padding: 'x'.repeat(padding) },
  });
}

const seqs = (events: StoredEvent[]) => events.map(({ seq }) => seq);

describe('RingBuffer', () => {
  test('ring buffer keeps the newest events when more than its count are pushed', () => {
    const buffer = new RingBuffer(3, Infinity);
    const evicted = [1, 2, 3, 4, 5].map((seq) => buffer.push(stored(seq)));
    expect(seqs(buffer.after(0, 100))).toEqual([3, 4, 5]);
    expect(evicted).toEqual([0, 0, 0, 1, 1]);
    expect(buffer.oldest).toBe(3);
  });

  test('ring buffer stays within its bytes when events are large', () => {
    const size = stored(1, 'id-1', 1000).bytes;
    const buffer = new RingBuffer(1000, size * 2 + 10);
    for (let seq = 1; seq <= 9; seq++) buffer.push(stored(seq, `id-${seq}`, 1000));
    expect(seqs(buffer.after(0, 100))).toEqual([8, 9]);
    expect(buffer.bytes).toBeLessThanOrEqual(size * 2 + 10);
  });

  test('ring buffer keeps the newest event even when it alone is larger than all its bytes', () => {
    const buffer = new RingBuffer(10, 50);
    buffer.push(stored(1, 'a', 500));
    buffer.push(stored(2, 'b', 500));
    expect(seqs(buffer.after(0, 10))).toEqual([2]);
  });

  test('ring buffer knows the ids of all that it holds, and forgets the others in time', () => {
    const buffer = new RingBuffer(10, 1_000_000);
    for (let seq = 1; seq <= 100; seq++) {
      buffer.push(stored(seq, `event-${seq}`));
      for (let held = buffer.oldest; held <= seq; held++) expect(buffer.seqOf(`event-${held}`)).toBe(held);
      expect(buffer.seqOf(`event-${seq - 20}`)).toBeUndefined();
    }
  });

  test('ring buffer keeps an id that came again when the first event under it goes', () => {
    const buffer = new RingBuffer(2, Infinity);
    for (const [seq, id] of [
      [1, 'same'],
      [2, 'same'],
      [3, 'other'],
    ] as const)
      buffer.push(stored(seq, id));
    expect(buffer.seqOf('same')).toBe(2);
  });

  test('ring buffer counts its bytes exactly, and is empty at first', () => {
    const buffer = new RingBuffer(2, Infinity);
    expect([buffer.length, buffer.bytes, buffer.oldest, buffer.newest]).toEqual([0, 0, 0, 0]);
    const [one, two, three] = [stored(1), stored(2, 'ü', 10), stored(3, 'x', 99)];
    for (const event of [one, two, three]) buffer.push(event);
    expect(two.bytes).toBe(Buffer.byteLength(two.text));
    expect(buffer.bytes).toBe(two.bytes + three.bytes);
    expect([buffer.oldest, buffer.newest]).toEqual([2, 3]);
  });

  test('ring buffer holds exactly as many bytes as it may', () => {
    const size = stored(1).bytes;
    const buffer = new RingBuffer(100, size * 2);
    expect([1, 2, 3].map((seq) => buffer.push(stored(seq)))).toEqual([0, 0, 1]);
    expect(buffer.bytes).toBe(size * 2);
  });

  test('ring buffer pages exactly like a plain list, whatever was pushed and asked for', () => {
    const scenario = fc.record({
      max: fc.integer({ min: 1, max: 40 }),
      pushed: fc.integer({ min: 0, max: 3000 }),
      after: fc.integer({ min: 0, max: 3100 }),
      limit: fc.integer({ min: 1, max: 50 }),
      upTo: fc.option(fc.integer({ min: 0, max: 3100 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(scenario, ({ max, pushed, after, limit, upTo }) => {
        const buffer = new RingBuffer(max, Infinity);
        const all = Array.from({ length: pushed }, (_, index) => index + 1);
        for (const seq of all) buffer.push(stored(seq));
        const held = all.slice(-max);
        const expected = held.filter((seq) => seq > after && seq <= (upTo ?? Infinity)).slice(0, limit);
        expect(seqs(buffer.after(after, limit, upTo))).toEqual(expected);
        expect(buffer.length).toBe(held.length);
        expect(seqs([...buffer.newestFirst()])).toEqual([...held].reverse());
      }),
      { numRuns: 60 },
    );
  });
});
