import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { eventsOf } from '../../src/main/server/journal/page';
import type { JournalQuery, Page, Utf8Page } from '../../src/main/server/journal/protocol';
import type { SqliteJournal } from '../../src/main/server/journal/sqlite-journal';
import type { EventDraft, MonitorEvent } from '../../src/shared/events';
import { contentOf, openJournal, reopenJournal, WHOLE } from '../support/journal';
import { draft, drafts } from '../support/journal-events';

const OLDEST: JournalQuery = { ...WHOLE, order: 'oldest' };

/** When the first event of a test arrives. */
const EPOCH = Date.parse('2026-11-22T19:16:59Z');
const WORDS = ['alpha', 'Beta', 'gamma', 'beta', 'delta', 'alphabet'];
const eventFields = fc.record({
  type: fc.constantFrom('tool_start', 'tool_stop', 'prompt', 'a:b "c"'),
  session_id: fc.constantFrom(null, 'session-1', 'session-2', 'Session-1'),
  agent_id: fc.constantFrom(null, null, 'agent-1', 'agent-2'),
  tool: fc.constantFrom(null, 'Bash', 'Read', 'bash'),
  outcome: fc.constantFrom(undefined, 'success' as const, 'failure' as const),
  data: fc.record({
    text: fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(' ')),
  }),
});
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const anyQuery = fc.record({
  order: fc.constantFrom<JournalQuery['order']>('oldest', 'newest'),
  limit: fc.integer({ min: 1, max: 30 }),
  maxLength: fc.constantFrom(1, 2000, 1_000_000),
  after: optional(fc.nat(150)),
  before: optional(fc.nat(150)),
  type: optional(fc.constantFrom('tool_start', 'prompt', 'a:b "c"', 'none')),
  session: optional(fc.constantFrom('session-1', 'Session-1', 'none')),
  agent: optional(fc.constantFrom('agent-1', 'agent-2')),
  tool: optional(fc.constantFrom('Bash', 'bash', '')),
  outcome: optional(fc.constant('failure' as const)),
  since: optional(fc.integer({ min: EPOCH - 10, max: EPOCH + 130 })),
  until: optional(fc.integer({ min: EPOCH - 10, max: EPOCH + 130 })),
  q: optional(fc.constantFrom('alpha', 'alpha ', 'ALPHA beta', 'gam', 'beta alp', 'nothing')),
});

/** What a query means, said in the plainest way. */
function expectedOf(events: MonitorEvent[], query: JournalQuery): { seqs: number[]; more: boolean } {
  const matching = events.filter(
    (event) =>
      event.seq > (query.after ?? 0) &&
      event.seq < (query.before ?? Infinity) &&
      (query.session === undefined || event.session_id === query.session) &&
      (query.agent === undefined || event.agent_id === query.agent) &&
      (query.type === undefined || event.type === query.type) &&
      (query.tool === undefined || event.tool === query.tool) &&
      (query.outcome === undefined || event.outcome === query.outcome) &&
      (query.since === undefined || event.received_at >= query.since) &&
      (query.until === undefined || event.received_at <= query.until) &&
      (query.q === undefined || hasWords(event, query.q)),
  );
  if (query.order === 'newest') matching.reverse();
  const seqs: number[] = [];
  let length = 0;
  for (const event of matching) {
    const size = JSON.stringify(event).length + 1;
    if (seqs.length === query.limit || (seqs.length > 0 && length + size > query.maxLength)) break;
    length += size;
    seqs.push(event.seq);
  }
  const more = seqs.length < matching.length;
  return { seqs: query.order === 'newest' ? seqs.reverse() : seqs, more };
}

function hasWords({ data }: MonitorEvent, q: string): boolean {
  const words = String(data['text']).toLowerCase().split(' ');
  const wanted = q.toLowerCase().split(' ');
  const last = wanted.pop()!;
  return (
    wanted.every((word) => words.includes(word)) &&
    (last === '' || words.some((word) => word.startsWith(last)))
  );
}

/** What FTS5 would read as syntax, and what it cannot read at all. */
const HOSTILE = [
  ...[
    '"',
    '""',
    'a"b',
    'say "hello',
    'AND',
    'NOT hello',
    'hello AND',
    'NEAR(say hello)',
    '*',
    'hello*',
    '^hello',
  ],
  ...[
    'names : type',
    '{names} : hello',
    'texts:hello',
    '(',
    ')',
    'say + hello',
    '-hello',
    "'; DROP TABLE events; --",
  ],
  ...['\\', '\0', 'he\0llo', ':', '=>', '%', '\ud800', '\u2028', 'x'.repeat(100_000), 'a '.repeat(500)],
];

const seqsOf = (page: Page | Utf8Page) => eventsOf(page).map(({ seq }) => seq);

async function found(journal: SqliteJournal, q: string): Promise<string[]> {
  return eventsOf(await journal.query({ ...OLDEST, q })).map(({ id }) => id);
}

async function journalOf(...texts: string[]): Promise<SqliteJournal> {
  const journal = await openJournal();
  await journal.append(texts.map((text) => draft(text, { data: { tool_input: { deep: [text] } } })));
  return journal;
}

describe('journal query', () => {
  // In rounds, as each run opens a journal of its own and waits for the disk.
  test.each([1, 2, 3, 4, 5])(
    'query answers like a plain list, whatever is combined and indexed (round %i)',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(eventFields, { maxLength: 60 }),
          fc.array(eventFields, { maxLength: 60 }),
          fc.array(anyQuery, { minLength: 10, maxLength: 30 }),
          async (indexed, fresh, queries) => {
            const journal = await openJournal(undefined, { bytes: 1024 * 1024 * 1024 });
            let arrived = EPOCH;
            const append = (fields: Partial<EventDraft>[], prefix: string) =>
              journal.append(
                fields.map((some, index) =>
                  // Two events arrive in the same ms.
                  draft(`${prefix}-${index}`, { ...some, received_at: (arrived += index % 2) }),
                ),
              );
            await append(indexed, 'indexed');
            // A search indexes what is there.
            await journal.query({ ...OLDEST, q: 'alpha' });
            await append(fresh, 'fresh');
            const events = await contentOf(journal);
            for (const query of queries) {
              const page = await journal.query(query);
              const { seqs, more } = expectedOf(events, query);
              expect(seqsOf(page), JSON.stringify(query)).toEqual(seqs);
              expect(page).toMatchObject({
                count: seqs.length,
                first: seqs[0] ?? 0,
                last: seqs.at(-1) ?? 0,
                more,
              });
            }
            await journal.close();
          },
        ),
        { numRuns: 3 },
      );
    },
  );

  test('query finds events over many parts of the index, from either end', async () => {
    // The smallest bound makes the smallest parts.
    const journal = await openJournal(undefined, { bytes: 32 * 1024 * 1024 });
    const filler = 'x'.repeat(5000);
    for (let batch = 0; batch < 10; batch++) {
      await journal.append(
        Array.from({ length: 200 }, (_, index) =>
          draft(`${batch}-${index}`, {
            session_id: `session-${batch}`,
            data: { text: index === 100 ? `needle ${filler}` : filler },
          }),
        ),
      );
      await journal.query({ ...OLDEST, q: 'needle' });
    }
    const needles = Array.from({ length: 10 }, (_, batch) => batch * 200 + 101);
    expect(seqsOf(await journal.query({ ...OLDEST, q: 'needle' }))).toEqual(needles);
    expect(seqsOf(await journal.query({ ...OLDEST, order: 'newest', limit: 3, q: 'needle' }))).toEqual(
      needles.slice(-3),
    );
    expect(seqsOf(await journal.query({ ...OLDEST, limit: 3, q: 'needle', after: 150 }))).toEqual(
      needles.slice(1, 4),
    );
    expect(seqsOf(await journal.query({ ...OLDEST, q: 'needle', session: 'session-6' }))).toEqual([1301]);
  });

  test('pages that follow each other hold every event once', async () => {
    const journal = await openJournal();
    await journal.append(
      Array.from({ length: 300 }, (_, index) =>
        draft(`event-${index}`, {
          tool: index % 3 === 0 ? 'Bash' : 'Read',
          data: { text: 'x'.repeat(index) },
        }),
      ),
    );
    const bounds = fc.record({
      limit: fc.integer({ min: 1, max: 80 }),
      maxLength: fc.integer({ min: 1, max: 20_000 }),
    });
    await fc.assert(
      fc.asyncProperty(bounds, optional(fc.constant('Bash')), async (pageBounds, tool) => {
        const expected = (await contentOf(journal)).filter(
          (event) => tool === undefined || event.tool === tool,
        );
        const forwards: number[] = [];
        for (let after = 0, more = true; more;) {
          const page = await journal.query({ ...pageBounds, order: 'oldest', after, tool });
          forwards.push(...seqsOf(page));
          ({ last: after, more } = page);
        }
        const backwards: number[] = [];
        for (let before: number | undefined, more = true; more;) {
          const page = await journal.query({ ...pageBounds, order: 'newest', before, tool });
          backwards.unshift(...seqsOf(page));
          ({ first: before, more } = page);
        }
        expect(forwards).toEqual(expected.map(({ seq }) => seq));
        expect(backwards).toEqual(forwards);
      }),
      { numRuns: 15 },
    );
  });

  test('readAfter pages hold every event once', async () => {
    const journal = await openJournal();
    await journal.append(drafts(500));
    const seqs: number[] = [];
    for (let after = 0, more = true; more;) {
      const page = await journal.readAfter(after, { limit: 70, maxLength: 5000 });
      expect(page.count).toBeLessThanOrEqual(70);
      seqs.push(...seqsOf(page));
      ({ last: after, more } = page);
    }
    expect(seqs).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(await journal.readAfter(500, WHOLE)).toMatchObject({ count: 0, more: false });
  });
});

describe('journal search', () => {
  test('search finds words anywhere in a payload, in any case and without accents', async () => {
    const journal = await journalOf(
      'Über den Wölken',
      'cat src/main/index.ts',
      'snake_case value',
      '日本語 テスト',
    );
    expect(await found(journal, 'uber')).toEqual(['Über den Wölken']);
    expect(await found(journal, 'WOLKEN den')).toEqual(['Über den Wölken']);
    expect(await found(journal, 'main/index.ts')).toEqual(['cat src/main/index.ts']);
    expect(await found(journal, 'index/main')).toEqual([]);
    expect(await found(journal, 'snake_case')).toEqual(['snake_case value']);
    expect(await found(journal, '日本')).toEqual(['日本語 テスト']);
  });

  test('search takes the last word for a beginning until a space follows it', async () => {
    const journal = await journalOf('connect', 'connection');
    expect(await found(journal, 'conn')).toEqual(['connect', 'connection']);
    expect(await found(journal, 'connect')).toEqual(['connect', 'connection']);
    expect(await found(journal, 'connect ')).toEqual(['connect']);
    expect(await found(journal, 'conn connect')).toEqual([]);
  });

  test('search passes over what every payload repeats, such as the folder', async () => {
    const journal = await openJournal();
    const data = { cwd: '/home/dev/notes', transcript_path: '/notes', tool_input: { command: 'ls' } };
    await journal.append([
      draft('ls', { data }),
      draft('cat', { data: { ...data, prompt: 'read the notes' } }),
    ]);
    expect(await found(journal, 'notes')).toEqual(['cat']);
  });

  test('search takes everything for text', async () => {
    const journal = await journalOf('say hello');
    for (const q of HOSTILE) {
      expect(['', 'say hello'], JSON.stringify(q)).toContain((await found(journal, q)).join());
    }
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (q) => void (await found(journal, q))),
      { numRuns: 300 },
    );
    expect(await found(journal, 'hello')).toEqual(['say hello']);
  });

  test('search finds every text by each of its words', async () => {
    const journal = await openJournal();
    const letter = fc.constantFrom(...'aZ9éßñøЖя漢字ひ한');
    const word = fc.string({ unit: letter, minLength: 1, maxLength: 8 });
    const separator = fc.string({
      unit: fc.constantFrom(...'_-./"\'*:()^+ \n\t\0→😀'),
      minLength: 1,
      maxLength: 3,
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(word, separator), { minLength: 1, maxLength: 8 }),
        async (pieces) => {
          const id = `text-${count++}`;
          const text = pieces.flat().join('');
          await journal.append([draft(id, { data: { text } })]);
          for (const [some] of pieces) expect(await found(journal, `${some} `)).toContain(id);
          expect(await found(journal, text)).toContain(id);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('search index is kept up in the background', async () => {
    const journal = await openJournal();
    await journal.append(drafts(1000, 'event', { data: { text: 'needle' } }));
    const before = journal.size;
    await vi.waitFor(() => expect(journal.size).toBeGreaterThan(before), { timeout: 10_000 });
    const again = await reopenJournal(journal);
    expect(await again.query({ ...OLDEST, q: 'needle' })).toMatchObject({ count: 1000 });
  });
});
