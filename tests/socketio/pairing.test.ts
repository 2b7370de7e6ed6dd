import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ToolPairing } from '../../src/main/server/pairing';
import type { EventDraft } from '../../src/shared/events';

const NOW = 1_795_600_000_000;

function draft(type: string, fields: Partial<EventDraft> = {}): EventDraft {
  return {
    id: randomUUID(),
    type,
    source: 'api',
    session_id: 'session',
    agent_id: null,
    tool: 'Bash',
    tool_use_id: null,
    timestamp: NOW,
    received_at: NOW,
    trusted: false,
    data: {},
    ...fields,
  };
}

/** What pairing names the calls of these events. */
function idsOf(pairing: ToolPairing, ...events: EventDraft[]): (string | null)[] {
  for (const event of events) pairing.pair(event);
  return events.map(({ tool_use_id }) => tool_use_id);
}

const paired = (...events: EventDraft[]) => idsOf(new ToolPairing(), ...events);
const gemini = (type: string, input: unknown) =>
  draft(type, { source: 'gemini', data: { tool_input: input } });

describe('ToolPairing', () => {
  test('pairing gives the n-th start and the n-th stop one id, in whatever order they come', () => {
    const [a, b, stopA, stopB, early, late] = paired(
      draft('tool_start'),
      draft('tool_start'),
      draft('tool_stop'),
      draft('tool_stop'),
      draft('tool_stop'),
      draft('tool_start'),
    );
    expect(stopA).toBe(a);
    expect(stopB).toBe(b);
    expect(late).toBe(early);
    expect(new Set([a, b, early]).size).toBe(3);
    expect(a).toMatch(/^auto:[\w-]{16}:1$/);
  });

  test('pairing leaves events that have an id, and events of no tool, as they are', () => {
    const own = { tool_use_id: 'own' };
    expect(paired(draft('tool_start', own), draft('tool_stop', own), draft('note'), draft('prompt'))).toEqual(
      ['own', 'own', null, null],
    );
    const [, first] = paired(draft('tool_start', own), draft('tool_start'));
    expect(first).toMatch(/:1$/);
  });

  test.each<[string, Partial<EventDraft>]>([
    ['sessions', { session_id: 'other' }],
    ['agents', { agent_id: 'other' }],
    ['tools', { tool: 'Read' }],
  ])('pairing keeps different %s apart', (_what, other) => {
    const [one, another, stop] = paired(
      draft('tool_start'),
      draft('tool_start', other),
      draft('tool_stop', other),
    );
    expect(another).not.toBe(one);
    expect(stop).toBe(another);
  });

  test('pairing tells calls of Gemini CLI apart by their input, however its keys are sorted', () => {
    const [one, other, stopOther, stopOne] = paired(
      gemini('tool_start', { a: 1, b: { c: [1, 2], d: 2 } }),
      gemini('tool_start', { a: 2 }),
      gemini('tool_stop', { a: 2 }),
      gemini('tool_stop', { b: { d: 2, c: [1, 2] }, a: 1 }),
    );
    expect([stopOne, stopOther]).toEqual([one, other]);
    expect(one).not.toBe(other);
    const [list, reversed] = paired(gemini('tool_start', { c: [1, 2] }), gemini('tool_start', { c: [2, 1] }));
    expect(list).not.toBe(reversed);
  });

  test('pairing asks for the input of no other agent: senders of plain events need not repeat it', () => {
    const [start, stop] = paired(
      draft('tool_start', { data: { tool_input: { command: 'ls' } } }),
      draft('tool_stop'),
    );
    expect(stop).toBe(start);
  });

  test('pairing gives up a start at the next prompt, unless its stop may still be on the way', () => {
    const prompt = (ago: number, session_id = 'session') =>
      draft('prompt', { session_id, timestamp: NOW + ago });
    const stop = draft('tool_stop');
    expect(paired(draft('tool_start'), prompt(5000), draft('tool_start'), stop).at(-1)).toMatch(/:1$/);
    expect(paired(draft('tool_start'), prompt(5001), draft('tool_start'), draft('tool_stop')).at(-1)).toMatch(
      /:2$/,
    );
    expect(
      paired(draft('tool_start'), prompt(9000, 'other'), draft('tool_start'), draft('tool_stop')).at(-1),
    ).toMatch(/:1$/);
  });

  test('pairing reckons from the newest start, and takes nothing from stops that are ahead', () => {
    const late = draft('tool_start', { timestamp: NOW + 8000 });
    const early = draft('tool_start', { timestamp: NOW });
    const prompt = draft('prompt', { timestamp: NOW + 9000 });
    expect(paired(late, early, prompt, draft('tool_stop')).at(-1)).toMatch(/:1$/);
    const ahead = paired(
      draft('tool_stop'),
      draft('tool_stop'),
      draft('tool_start'),
      draft('prompt', { timestamp: NOW + 9000 }),
      draft('tool_stop'),
    );
    expect(ahead.at(-1)).toMatch(/:3$/);
  });

  test('pairing goes on where it left off before the last stop', () => {
    const before = new ToolPairing();
    const recorded = [
      draft('tool_start'),
      draft('tool_start', { timestamp: NOW + 7000 }),
      draft('tool_stop'),
    ];
    const [, second] = idsOf(before, ...recorded);
    const after = new ToolPairing();
    for (const event of [...recorded, draft('note'), draft('tool_start', { tool_use_id: 'own' })])
      after.remember(event);
    const prompt = draft('prompt', { timestamp: NOW + 9000 });
    const [, stop, third] = idsOf(after, prompt, draft('tool_stop'), draft('tool_start'));
    expect(stop).toBe(second);
    expect(third).toMatch(/:3$/);
  });

  test('pairing counts an event once that comes again because it could not be stored', () => {
    const start = draft('tool_start');
    const refused = draft('tool_stop');
    const [first, stop, again, next] = paired(
      start,
      { ...refused },
      { ...refused },
      draft('tool_start'),
      draft('tool_stop'),
    );
    expect([stop, again]).toEqual([first, first]);
    expect(next).toMatch(/:2$/);
  });

  test('pairing remembers the highest number, in whatever order it is told', () => {
    const [one, two] = [draft('tool_start'), draft('tool_start')];
    idsOf(new ToolPairing(), one, two);
    const after = new ToolPairing();
    for (const event of [two, one, { ...one, tool_use_id: `${one.tool_use_id}x` }]) after.remember(event);
    expect(idsOf(after, draft('tool_start'))[0]).toMatch(/:3$/);
  });

  test('pairing forgets the calls that were used longest ago, beyond ten thousand', () => {
    const pairing = new ToolPairing();
    const start = (session: number) => draft('tool_start', { session_id: String(session) });
    idsOf(pairing, start(0), start(1), start(0));
    for (let session = 2; session < 10_000; session++) pairing.pair(start(session));
    expect(idsOf(pairing, start(1), start(0))).toEqual([
      expect.stringMatching(/:2$/),
      expect.stringMatching(/:3$/),
    ]);
    // One more: the oldest is session 2 now.
    expect(idsOf(pairing, start(10_000), start(2), start(0))).toEqual([
      expect.stringMatching(/:1$/),
      expect.stringMatching(/:1$/),
      expect.stringMatching(/:4$/),
    ]);
  });
});
