import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EventHandlerRegistry } from '../../src/main/server/event-handler-registry';
import { Ingest } from '../../src/main/server/ingest';
import type { Appended } from '../../src/main/server/journal/append-queue';
import { JournalFull } from '../../src/main/server/journal/errors';
import { silentLogger } from '../../src/main/server/logger';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { Redactor } from '../../src/main/server/redaction/redactor';
import { Restoration } from '../../src/main/server/restore';
import { RingBuffer, type StoredEvent } from '../../src/main/server/ring-buffer';
import { Stats } from '../../src/main/server/stats';
import type { EventDraft, MonitorEvent } from '../../src/shared/events';
import { LIMITS } from '../../src/shared/limits';
import { draft } from '../support/journal-events';

const SECRET = `ghp_${'aB3d'.repeat(9)}`;

/** A journal in memory that tells what it was asked to keep, and can be out of order. */
class WatchedJournal extends MemoryJournal {
  readonly texts: (string | undefined)[] = [];
  error: Error | null = null;

  override append(drafts: readonly EventDraft[], data?: string): Promise<Appended[]> {
    this.texts.push(data);
    return this.error ? Promise.reject(this.error) : super.append(drafts);
  }

  /** Lets so many events, of so many bytes, wait to be stored. */
  fill(pendingEvents: number, pendingBytes: number): void {
    Object.assign(this, { pendingEvents, pendingBytes });
  }
}

/** Ingest between parts in memory, and what came out of it. */
class Desk {
  readonly journal = new WatchedJournal();
  readonly buffer = new RingBuffer(3, 1024 * 1024);
  readonly stats = new Stats();
  readonly registry = new EventHandlerRegistry(silentLogger);
  readonly applied: MonitorEvent[] = [];
  readonly sent: { stored: StoredEvent; arrived: number }[] = [];
  readonly ingest: Ingest;

  constructor(restore: () => Promise<void> = () => Promise.resolve()) {
    this.ingest = new Ingest(
      this.registry,
      this.journal,
      this.buffer,
      { apply: (event) => void this.applied.push(event) },
      { broadcast: (stored, arrived) => void this.sent.push({ stored, arrived }) },
      this.stats,
      new Redactor(true, []),
      new Restoration(restore),
    );
  }

  /** What was refused, by reason. */
  get dropped(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.stats.dropped).filter(([, count]) => count > 0));
  }
}

/** A payload whose innermost value is so many levels deep; the payload itself is the first. */
function nested(levels: number, kind: 'objects' | 'lists'): object {
  let value: unknown = kind === 'objects' ? {} : [];
  for (let level = 2; level < levels; level++) value = kind === 'objects' ? { value } : [1, value];
  return { type: 'test', value };
}

describe('ingest takes an event', { tags: 'critical' }, () => {
  test('as deep as it may be, and what was recorded of it', async () => {
    const desk = new Desk();
    expect(await desk.ingest.event(nested(LIMITS.nesting, 'objects'), true)).toBe(1);
    expect(await new Desk().ingest.recorded(desk.applied)).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: [],
    });
  });

  test('to journal, buffer, clients and activity, once and under one number', async () => {
    const desk = new Desk();
    const before = performance.now();
    expect(await desk.ingest.event({ type: 'first', text: 'ünï' }, true)).toBe(1);
    expect(await desk.ingest.event({ type: 'second' }, false)).toBe(2);
    expect(desk.applied).toMatchObject([
      { seq: 1, type: 'first', trusted: true },
      { seq: 2, type: 'second', trusted: false },
    ]);
    expect(desk.sent.map(({ stored }) => JSON.parse(stored.text) as unknown)).toEqual(desk.applied);
    const [{ stored, arrived }] = desk.sent as [(typeof desk.sent)[0]];
    expect(stored).toMatchObject({ seq: 1, id: desk.applied[0]!.id, type: 'first' });
    expect(stored.bytes).toBe(Buffer.byteLength(stored.text));
    expect(arrived).toBeGreaterThanOrEqual(before);
    expect(arrived).toBeLessThanOrEqual(performance.now());
    expect(desk.buffer.after(0, Infinity)).toEqual(desk.sent.map((sent) => sent.stored));
    expect(desk.journal.head).toBe(2);
    expect(desk.stats.eventsReceived).toBe(2);
    expect(desk.dropped).toEqual({});
  });

  test('of a hook with the id and the time that its forwarder gave it, else with an id and a time of its own', async () => {
    const desk = new Desk();
    const payload = { hook_event_name: 'Stop', session_id: 's' };
    await desk.ingest.hook('claude-code', payload, true, { id: 'kept', happenedAt: 1234 });
    await desk.ingest.hook('claude-code', payload, true);
    await desk.ingest.hook('claude-code', payload, false, { happenedAt: 1234 });
    const [given, minted, other] = desk.applied as [MonitorEvent, MonitorEvent, MonitorEvent];
    expect(given).toMatchObject({ id: 'kept', timestamp: 1234, source: 'claude-code', trusted: true });
    expect(minted.id).toMatch(/^[\da-f-]{36}$/);
    expect(minted.timestamp).toBe(minted.received_at);
    expect(Math.abs(Date.now() - minted.received_at)).toBeLessThan(60_000);
    expect(other.id).not.toBe(minted.id);
    expect(other.trusted).toBe(false);
    expect(desk.stats.eventsReceived).toBe(3);
  });

  test('that is known already for the one it is: it is counted, and nobody gets it again', async () => {
    const desk = new Desk();
    const handled: string[] = [];
    desk.registry.register('*', ({ type }) => void handled.push(type));
    expect(await desk.ingest.event({ type: 'once', id: 'same' }, false)).toBe(1);
    expect(await desk.ingest.event({ type: 'again', id: 'same' }, false)).toBe(1);
    expect(desk.sent).toHaveLength(1);
    expect(desk.applied).toHaveLength(1);
    expect(handled).toEqual(['once']);
    expect(desk.stats).toMatchObject({ eventsReceived: 2, eventsDeduplicated: 1 });
  });

  test('with what handlers found out about it', async () => {
    const desk = new Desk();
    desk.registry.register('test', (event) => void (event.duration_ms = 7));
    await desk.ingest.event({ type: 'test' }, false);
    expect(desk.applied).toMatchObject([{ duration_ms: 7 }]);
    expect(JSON.parse(desk.sent[0]!.stored.text)).toMatchObject({ duration_ms: 7 });
  });

  test('only once memory is as it was before the last stop', async () => {
    let restored = (): void => undefined;
    const desk = new Desk(() => new Promise((resolve) => (restored = resolve)));
    const handled: string[] = [];
    desk.registry.register('*', ({ type }) => void handled.push(type));
    const taken = desk.ingest.event({ type: 'test' }, false);
    await nextTurn();
    expect([handled, desk.journal.head]).toEqual([[], 0]);
    restored();
    expect(await taken).toBe(1);
    expect(handled).toEqual(['test']);
    await desk.ingest.event({ type: 'next' }, false);
    expect(handled).toEqual(['test', 'next']);
  });

  test('in place of the oldest one in memory, which is counted', async () => {
    const desk = new Desk();
    for (let sent = 0; sent < 5; sent++) await desk.ingest.event({ type: 'test' }, false);
    expect(desk.buffer.length).toBe(3);
    expect(desk.dropped).toEqual({ evicted: 2 });
  });
});

describe('ingest refuses an event', { tags: 'critical' }, () => {
  test.each([[null], ['text'], [7], [[{ type: 'test' }]], [undefined]])(
    'that is %j and no object, also of a hook',
    async (payload) => {
      const desk = new Desk();
      const refusal = {
        name: 'RefusedEvent',
        reason: 'malformed',
        message: 'An event must be a JSON object',
      };
      await expect(desk.ingest.event(payload, true)).rejects.toMatchObject(refusal);
      await expect(desk.ingest.hook('codex', payload, true)).rejects.toMatchObject(refusal);
      expect(desk.dropped).toEqual({ malformed: 2 });
      expect(desk.stats.eventsReceived).toBe(2);
      expect(desk.journal.head).toBe(0);
    },
  );

  test('with the field that is wrong', async () => {
    const desk = new Desk();
    const refused = desk.ingest.event({ type: 'test', session_id: 7 }, true);
    await expect(refused).rejects.toMatchObject({
      reason: 'malformed',
      message: expect.stringMatching(/^session_id must be /) as string,
    });
    expect(desk.dropped).toEqual({ malformed: 1 });
  });

  test.each(['objects', 'lists'] as const)('of %s that are nested deeper than it may be', async (kind) => {
    const desk = new Desk();
    expect(await desk.ingest.event(nested(LIMITS.nesting, kind), true)).toBe(1);
    const deeper = desk.ingest.event(nested(LIMITS.nesting + 1, kind), true);
    await expect(deeper).rejects.toMatchObject({
      reason: 'too_deep',
      message: `An event may be nested ${LIMITS.nesting} levels deep at most`,
    });
    expect(desk.dropped).toEqual({ too_deep: 1 });
  });

  test.each([
    ['events', LIMITS.pendingEvents, 0, 1, 0],
    ['bytes', 0, LIMITS.pendingBytes, 0, 1],
  ])('while too many %s wait to be stored', async (_what, events, bytes, moreEvents, moreBytes) => {
    const desk = new Desk();
    desk.journal.fill(events, bytes);
    expect(await desk.ingest.event({ type: 'test' }, true)).toBe(1);
    desk.journal.fill(events + moreEvents, bytes + moreBytes);
    await expect(desk.ingest.events([{ type: 'a' }, { type: 'b' }], true, '')).rejects.toMatchObject({
      reason: 'overloaded',
      message: 'Too many events wait to be stored; try again',
    });
    expect(desk.dropped).toEqual({ overloaded: 2 });
    expect(desk.journal.head).toBe(1);
  });

  test('that the journal cannot keep, and lets nobody have it', async () => {
    const desk = new Desk();
    desk.journal.error = new JournalFull('no room');
    await expect(desk.ingest.events([{ type: 'a' }, { type: 'b' }], true, '')).rejects.toMatchObject({
      reason: 'not_stored',
      message: 'The journal cannot keep events now: no room',
    });
    expect(desk.dropped).toEqual({ not_stored: 2 });
    expect([desk.sent, desk.applied, desk.buffer.length]).toEqual([[], [], 0]);
    desk.journal.error = new TypeError('a fault of its own');
    await expect(desk.ingest.event({ type: 'a' }, true)).rejects.toThrow(TypeError);
    expect(desk.dropped).toEqual({ not_stored: 2 });
  });
});

describe('ingest takes several events', () => {
  test('each by itself', async () => {
    const desk = new Desk();
    const payloads = [{ type: 'a' }, 'no event', { type: 'b' }, {}];
    expect(await desk.ingest.events(payloads, true, JSON.stringify(payloads))).toEqual({
      accepted: 2,
      seq: 2,
      rejected: [
        { index: 1, message: 'An event must be a JSON object' },
        { index: 3, message: expect.stringMatching(/^type must be /) as string },
      ],
    });
    expect(desk.applied.map(({ type, trusted }) => [type, trusted])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    expect(desk.stats.eventsReceived).toBe(4);
    expect(desk.dropped).toEqual({ malformed: 2 });
  });

  test('and says that there were none', async () => {
    expect(await new Desk().ingest.events([], false, '[]')).toEqual({ accepted: 0, seq: 0, rejected: [] });
  });

  test('as many as a request may have, and of more none', async () => {
    const desk = new Desk();
    const many = (count: number) => Array.from({ length: count }, () => ({ type: 'test' }));
    const all = await desk.ingest.events(many(LIMITS.eventsPerRequest), true, '');
    expect(all.accepted).toBe(LIMITS.eventsPerRequest);
    await expect(desk.ingest.events(many(LIMITS.eventsPerRequest + 1), true, '')).rejects.toMatchObject({
      reason: 'too_many',
      message: 'At most 1000 events a request, not 1001',
    });
    expect(desk.stats.eventsReceived).toBe(2001);
    expect(desk.dropped).toMatchObject({ too_many: 1001 });
    expect(desk.journal.head).toBe(1000);
  });

  test('that were recorded, and tells which of them are known and which are none', async () => {
    const desk = new Desk();
    const recorded = [draft('a', { timestamp: 7 }), draft('b'), draft('a'), { type: 'test' }];
    expect(await desk.ingest.recorded(recorded)).toEqual({
      accepted: 3,
      duplicates: 1,
      rejected: [{ index: 3, message: expect.stringMatching(/^id must be /) as string }],
    });
    expect(desk.applied).toMatchObject([{ id: 'a', timestamp: 7 }, { id: 'b' }]);
    expect(Math.abs(Date.now() - desk.applied[0]!.received_at)).toBeLessThan(60_000);
    expect(desk.stats).toMatchObject({ eventsReceived: 4, eventsDeduplicated: 1 });
  });
});

describe('ingest and the text of a payload', () => {
  const payload = { hook_event_name: 'Stop', session_id: 's' };
  const text = '{ "hook_event_name": "Stop", "session_id": "s" }';

  test('lets it stand as it was sent', async () => {
    const desk = new Desk();
    await desk.ingest.hook('claude-code', payload, true, { text });
    await desk.ingest.event({ type: 'test' }, true, '{ "type": "test" }');
    expect(desk.journal.texts).toEqual([text, '{ "type": "test" }']);
  });

  test('writes it anew where it was not sent, has line breaks, or is that of several events', async () => {
    const desk = new Desk();
    await desk.ingest.hook('claude-code', payload, true);
    await desk.ingest.hook('claude-code', payload, true, { text: text.replace(' ', '\n') });
    await desk.ingest.event({ type: 'test' }, true);
    await desk.ingest.events([{ type: 'test' }], true, '[{ "type": "test" }]');
    await desk.ingest.recorded([draft('a')]);
    expect(desk.journal.texts).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('writes it anew without its secrets, and says how many there were', async () => {
    const desk = new Desk();
    const withSecret = { type: 'test', text: `token ${SECRET}`, other: SECRET };
    const sent = JSON.stringify(withSecret);
    await desk.ingest.event(withSecret, true, sent);
    await desk.ingest.hook('claude-code', { ...payload, note: SECRET }, true, {
      text: `{"note":"${SECRET}"}`,
    });
    await desk.ingest.events([withSecret], true, `[${sent}]`);
    await desk.ingest.recorded([draft('a', { data: { text: SECRET } })]);
    await desk.ingest.event({ type: 'test' }, true);
    expect(desk.journal.texts).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(desk.applied.map(({ redacted }) => redacted)).toEqual([2, 1, 2, 1, undefined]);
    expect(JSON.stringify(desk.sent)).not.toContain(SECRET);
  });
});
