import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Strips } from '../../src/renderer/src/activity/strips';
import { chordKeys, isChord } from '../../src/renderer/src/commands/chords';
import { admission, type FilterValues } from '../../src/renderer/src/filters.svelte';
import { ticksOf } from '../../src/renderer/src/lanes/axis';
import { layoutOf } from '../../src/renderer/src/lanes/layout';
import { day } from '../../src/renderer/src/lib/format';
import { Press } from '../../src/renderer/src/lib/press';
import { silenceOf, standingOf } from '../../src/renderer/src/lib/standing';
import { Filtered } from '../../src/renderer/src/timeline/filtered';
import { treeOf } from '../../src/renderer/src/timeline/tree';
import type { Activity, SessionActivity } from '../../src/shared/activity/types';
import { eventsOf, modelOf, stepsOf } from '../support/samples';

const NO_FILTERS: FilterValues = {
  session: null,
  agent: null,
  tool: null,
  type: null,
  failed: false,
  from: null,
  to: null,
  text: '',
};

/** The recorded run with two sub-agents, as the views get it. */
function run() {
  const model = modelOf(eventsOf(stepsOf('claude-code sub-agents')));
  const [session] = model.sessions.values();
  return { entries: [...model.entries()], session: session!, agents: session!.agents };
}

const agentsOf = (rows: readonly Activity[]) => rows.map(({ agentId }) => agentId);
const callsOf = (rows: readonly Activity[]) => rows.flatMap((row) => (row.kind === 'call' ? [row] : []));

describe('the tree of a session', () => {
  test('has what a sub-agent did right below the call that started it', () => {
    const { entries, agents } = run();
    const { rows, depths, sizes } = treeOf(entries, agents, new Set());
    expect(rows).toHaveLength(entries.length);
    for (const { id, startedBy } of agents) {
      const at = rows.findIndex(({ key }) => key === startedBy);
      const below = sizes.get(startedBy!)!;
      expect(agentsOf(rows.slice(at + 1, at + 1 + below))).toEqual(Array.from({ length: below }, () => id));
      expect(rows[at + 1 + below]?.agentId).not.toBe(id);
      expect(depths.get(id)).toBe(1);
    }
  });

  test('leaves out what is folded away, and still tells how much that is', () => {
    const { entries, agents } = run();
    const [agent] = agents;
    const { rows, sizes } = treeOf(entries, agents, new Set([agent!.startedBy!]));
    expect(agentsOf(rows)).not.toContain(agent!.id);
    expect(rows).toHaveLength(entries.length - sizes.get(agent!.startedBy!)!);
  });

  test('keeps sub-agents together where they began, as long as nobody told what started them', () => {
    const { entries, agents } = run();
    const untold = agents.map((agent) => ({ ...agent, startedBy: null }));
    const rows = agentsOf(treeOf(entries, untold, new Set()).rows);
    const first = rows.indexOf(agents[0]!.id);
    const last = rows.lastIndexOf(agents[0]!.id);
    expect(new Set(rows.slice(first, last + 1))).toEqual(new Set([agents[0]!.id]));
  });

  test('loses no row to sub-agents that claim to have started each other', () => {
    const { entries, agents } = run();
    const [one, other] = agents;
    const callOf = (id: string) => callsOf(entries).find(({ agentId }) => agentId === id)!.key;
    const circle = [
      { ...one!, startedBy: callOf(other!.id) },
      { ...other!, startedBy: callOf(one!.id) },
    ];
    expect(treeOf(entries, circle, new Set()).rows).toHaveLength(entries.length);
  });
});

describe('filters', () => {
  const admits = (values: Partial<FilterValues>) => admission({ ...NO_FILTERS, ...values });

  test('pass what they say', () => {
    const { entries, agents } = run();
    const passed = (values: Partial<FilterValues>) => entries.filter(admits(values));
    expect(passed({})).toEqual(entries);
    expect(callsOf(passed({ failed: true })).map(({ summary }) => summary)).toEqual(['exit 3']);
    expect(callsOf(passed({ tool: 'Edit' }))).toHaveLength(1);
    expect(new Set(agentsOf(passed({ agent: agents[0]!.id })))).toEqual(new Set([agents[0]!.id]));
    expect(passed({ text: 'NOTES write' })).toHaveLength(1);
    expect(passed({ session: 'another' })).toEqual([]);
    expect(passed({ from: entries[3]!.at, to: entries[3]!.at })).toContain(entries[3]);
  });

  /** Filters of which each narrows down something, or nothing. */
  function someFilters() {
    const { entries, agents, session } = run();
    const times = entries.map(({ at }) => at);
    return fc.record({
      session: fc.constantFrom(null, null, session.key, 'another'),
      agent: fc.constantFrom(null, null, ...agents.map(({ id }) => id)),
      tool: fc.constantFrom(null, null, ...callsOf(entries).map(({ tool }) => tool)),
      type: fc.constantFrom(null, null, 'tool_start', 'tool_stop', 'prompt', 'turn_stop'),
      failed: fc.boolean(),
      from: fc.constantFrom(null, ...times),
      to: fc.constantFrom(null, ...times),
      text: fc.constantFrom('', '', 'notes', 'NOTES write', 'exit 3'),
    });
  }

  test('together pass what each of them passes, whatever they are', () => {
    const { entries } = run();
    fc.assert(
      fc.property(someFilters(), (values) => {
        const each = Object.entries(values).map(([name, value]) => admits({ [name]: value }));
        const expected = entries.filter((entry) => each.every((admit) => admit(entry)));
        expect(entries.filter(admits(values))).toEqual(expected);
      }),
    );
  });

  test('that change over a list that changes pass what they would of a new one', () => {
    const { entries } = run();
    const step = fc.record({
      filters: fc.option(someFilters(), { nil: null }),
      length: fc.nat({ max: entries.length }),
      changed: fc.nat({ max: entries.length - 1 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const filtered = new Filtered();
        let admit = admits({});
        let all = entries;
        for (const { filters, length, changed } of steps) {
          if (filters) admit = admits(filters);
          const { at } = all[changed]!;
          all = all.with(changed, { ...all[changed]!, at: at + 60_000 });
          const list = all.slice(0, length);
          expect(filtered.of(list, admit)).toEqual(list.filter(admit));
        }
      }),
    );
  });

  test('applied to a list that grows and changes come out as if it were new each time', () => {
    const { entries } = run();
    const filtered = new Filtered();
    const calls = admits({ type: 'tool_start' });
    for (let length = 0; length <= entries.length; length++) {
      const list = entries.slice(0, length);
      if (length > 4) list[length - 3] = { ...list[length - 3]! };
      expect(filtered.of(list, calls)).toEqual(list.filter(calls));
    }
    expect(filtered.of(entries.slice(2), calls)).toEqual(entries.slice(2).filter(calls));
    expect(filtered.of([], calls)).toEqual([]);
    const failed = admits({ failed: true });
    expect(filtered.of(entries, failed)).toEqual(entries.filter(failed));
  });
});

describe('lanes', () => {
  test('are one for the main agent and one for each sub-agent, with calls at the same time in rows of their own', () => {
    const { entries, agents } = run();
    const { lanes, moments } = layoutOf(entries, agents);
    expect(lanes.map(({ label }) => label)).toEqual(['main', 'Explore files', 'Count files']);
    expect(lanes.flatMap(({ bars }) => bars)).toHaveLength(callsOf(entries).length);
    expect(moments.map(({ kind }) => kind)).toEqual(['prompt', 'end', 'end']);
    for (const { bars, rows } of lanes) {
      for (const [index, bar] of bars.entries()) {
        expect(bar.row).toBeLessThan(rows);
        const overlapping = bars.slice(0, index).filter((one) => one.row === bar.row && one.to > bar.from);
        expect(overlapping).toEqual([]);
      }
    }
  });

  test('have ticks at round times that leave room for their words', () => {
    for (const length of [80, 2_000, 45_000, 3_600_000, 5 * 86_400_000]) {
      const from = Date.UTC(2026, 5, 1, 12, 0, 1, 234);
      const ticks = ticksOf(from, from + length, 800);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(Math.ceil(800 / 76) + 1);
      const steps = new Set(ticks.slice(1).map(({ at }, index) => at - ticks[index]!.at));
      expect(steps.size).toBe(1);
    }
  });

  test('tell the day where a new one begins, and the time between', () => {
    const noon = new Date(2026, 5, 1, 12).getTime();
    const texts = (days: number) => ticksOf(noon, noon + days * 86_400_000, 800).map(({ text }) => text);
    expect(texts(5).slice(0, 3)).toEqual(['12:00', day(noon + 86_400_000), '12:00']);
    expect(new Set(texts(9)).size).toBe(9);
  });
});

test('a session that falls silent while it works is lost, and one that has said its last is not', () => {
  const now = Date.now();
  const session = (state: SessionActivity['state'], minutes: number) =>
    ({ state, lastAt: now - minutes * 60_000 }) as SessionActivity;
  expect(standingOf(session('working', 9), now)).toBe('working');
  expect(silenceOf(session('working', 9), now)).toBe('no word for 9m');
  expect(silenceOf(session('working', 1), now)).toBe('');
  expect(standingOf(session('working', 11), now)).toBe('lost');
  expect(standingOf(session('waiting', 11), now)).toBe('waiting');
  expect(standingOf(session('idle', 600), now)).toBe('idle');
});

test('the strip of a session counts every event, however long it goes on', () => {
  const strips = new Strips();
  const events = Array.from({ length: 5000 }, (_, index) => ({ session_id: 's', timestamp: index * 700 }));
  for (const event of events) strips.add(event as Parameters<Strips['add']>[0]);
  expect(strips.of('s').length).toBeLessThanOrEqual(48);
  expect(strips.of('s').reduce((sum, count) => sum + count, 0)).toBe(5000);
});

test('the strip of a session is the same length however its events come in, and has its first one first', () => {
  const strips = new Strips();
  const times = Array.from({ length: 5000 }, (_, index) => index * 700);
  for (const timestamp of times.toReversed())
    strips.add({ session_id: 's', timestamp } as Parameters<Strips['add']>[0]);
  const strip = strips.of('s');
  expect(strip.length).toBeGreaterThan(20);
  expect(strip.length).toBeLessThanOrEqual(48);
  expect(strip.every((events) => events > 0)).toBe(true);
  expect(strip.reduce((sum, count) => sum + count, 0)).toBe(5000);
});

test('a click is for what was pressed, whatever is under the pointer by then, unless the pointer went elsewhere', () => {
  const press = new Press<string>();
  const at = (clientX: number, timeStamp: number) =>
    ({ clientX, clientY: 0, timeStamp, button: 0 }) as PointerEvent;
  press.down('pressed', at(10, 1000));
  expect(press.up(at(11, 1080))).toBe('pressed');
  expect(press.click('moved here', at(11, 1080))).toBeNull();
  expect(press.click('without a pointer', at(0, 5000))).toBe('without a pointer');
  press.down('pressed', at(10, 6000));
  expect(press.up(at(200, 6100))).toBeNull();
  expect(press.up(at(10, 6200))).toBeNull();
});

test('chords are what their names say, on a Mac and elsewhere', () => {
  const key = (values: Partial<KeyboardEvent>) =>
    ({ key: '', ctrlKey: false, metaKey: false, altKey: false, ...values }) as KeyboardEvent;
  expect(isChord(key({ key: 'k', ctrlKey: true }), 'Mod+K', false)).toBe(true);
  expect(isChord(key({ key: 'k', ctrlKey: true }), 'Mod+K', true)).toBe(false);
  expect(isChord(key({ key: 'k', metaKey: true }), 'Mod+K', true)).toBe(true);
  expect(isChord(key({ key: 'k' }), 'Mod+K', false)).toBe(false);
  expect(isChord(key({ key: '?' }), '?', false)).toBe(true);
  expect(isChord(key({ key: 'ArrowLeft', altKey: true }), 'Alt+ArrowLeft', false)).toBe(true);
  expect(chordKeys('Mod+K', false)).toEqual(['Ctrl', 'K']);
  expect(chordKeys('Alt+ArrowLeft', true)).toEqual(['⌥', '←']);
});
