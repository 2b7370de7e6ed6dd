import { describe, expect, test } from 'vitest';
import type { CallActivity } from '../../src/shared/activity/types';
import type { MonitorEvent } from '../../src/shared/events';
import { madeUp, modelOf, RECORDED_AT } from '../support/samples';

type Told = Partial<Omit<MonitorEvent, 'type' | 'seq'>>;

function start(seq: number, told: Told = {}): MonitorEvent {
  const call = { tool: 'Bash', tool_use_id: 'call', data: { tool_input: { command: 'npm test' } } };
  return madeUp({ seq, type: 'tool_start', ...call, ...told });
}

function stop(seq: number, told: Told = {}): MonitorEvent {
  return { ...start(seq, { outcome: 'success', ...told }), type: 'tool_stop' };
}

function note(seq: number, type: string, told: Told = {}): MonitorEvent {
  return madeUp({ seq, type, ...told });
}

function callsOf(...events: MonitorEvent[]): CallActivity[] {
  return modelOf(events)
    .entries()
    .flatMap((entry) => (entry.kind === 'call' ? [entry] : []));
}

const at = (ms: number): Told => ({ timestamp: RECORDED_AT + ms });
const MINUTE = 60_000;

describe('pairing', () => {
  test('call runs when its stop is missing', () => {
    const [call, ...others] = callsOf(start(1));
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      state: 'running',
      startSeq: 1,
      stopSeq: null,
      endedAt: null,
      durationMs: null,
    });
  });

  test('call is reckoned back from its end when its start is missing', () => {
    const [call] = callsOf(stop(1, { ...at(5000), duration_ms: 2000 }));
    expect(call).toMatchObject({ state: 'success', startSeq: null, stopSeq: 1, durationMs: 2000 });
    expect(call).toMatchObject({ at: RECORDED_AT + 3000, endedAt: RECORDED_AT + 5000, summary: 'npm test' });
  });

  test('call begins with its end when its start is missing and nobody tells how long it took', () => {
    const [call] = callsOf(stop(1, at(5000)));
    expect(call).toMatchObject({ at: RECORDED_AT + 5000, durationMs: null });
  });

  test('call is one when its stop overtakes its start', () => {
    const calls = callsOf(stop(1, { ...at(30), outcome: 'failure', error: 'no' }), start(2, at(20)));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ state: 'failure', error: 'no', at: RECORDED_AT + 20, durationMs: 10 });
    expect(calls[0]).toMatchObject({ startSeq: 2, stopSeq: 1 });
  });

  test('call takes no negative time when its start is said to be later than its stop', () => {
    const [call] = callsOf(stop(1, at(20)), start(2, at(30)));
    expect(call).toMatchObject({ at: RECORDED_AT + 20, endedAt: RECORDED_AT + 20, durationMs: null });
  });

  test('call moves to its place when its start arrives after later entries', () => {
    const model = modelOf([
      stop(1, { ...at(500), duration_ms: 10 }),
      note(2, 'prompt', { ...at(400), data: { prompt: 'go' } }),
      start(3, at(100)),
    ]);
    expect(model.entries().map(({ kind }) => kind)).toEqual(['call', 'note']);
  });

  test.each([
    ['starts', [start(1, at(0)), start(2, at(5)), stop(3, at(10))]],
    ['stops', [start(1, at(0)), stop(2, at(10)), stop(3, { ...at(20), outcome: 'failure' })]],
    [
      'stops, the later one first',
      [start(1, at(0)), stop(2, { ...at(20), outcome: 'failure' }), stop(3, at(10))],
    ],
  ])('call is one and the earliest counts when it has two %s', (_, events) => {
    const calls = callsOf(...events);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ state: 'success', at: RECORDED_AT, endedAt: RECORDED_AT + 10 });
    expect(modelOf(events).sessions.get('s')).toMatchObject({ calls: 1, failed: 0 });
  });

  test('calls stay apart when sessions use the same id', () => {
    expect(callsOf(start(1), start(2, { session_id: 't' }))).toHaveLength(2);
  });

  test('calls stay apart when session and id run together to the same text', () => {
    const one = start(1, { session_id: 'a:b', tool_use_id: 'c' });
    expect(callsOf(one, start(2, { session_id: 'a', tool_use_id: 'b:c' }))).toHaveLength(2);
  });

  test('every event is a call of its own when it names none', () => {
    expect(callsOf(start(1, { tool_use_id: null }), stop(2, { tool_use_id: null }))).toHaveLength(2);
  });

  test('failures are counted once when the stop comes first', () => {
    const model = modelOf([
      stop(1, { outcome: 'failure', agent_id: 'a' }),
      start(2, { agent_id: 'a' }),
      start(3, { tool_use_id: 'other' }),
    ]);
    const session = model.sessions.get('s');
    expect(session).toMatchObject({ calls: 2, failed: 1, running: 1 });
    expect(session?.agents).toMatchObject([{ id: 'a', calls: 1, failed: 1 }]);
  });
});

describe('calls that never end', () => {
  test('call of the main agent is unfinished when its turn has ended', () => {
    const turn = { turn_id: 't' };
    const [call] = callsOf(note(1, 'prompt', turn), start(2, turn), note(3, 'turn_stop', turn));
    expect(call?.state).toBe('unfinished');
  });

  test('call of the main agent is unfinished when a newer turn has begun', () => {
    const events = [note(1, 'prompt', { turn_id: 't' }), start(2, { turn_id: 't' })];
    expect(callsOf(...events)[0]?.state).toBe('running');
    events.push(note(3, 'prompt', { turn_id: 'u', ...at(MINUTE) }));
    expect(callsOf(...events)[0]?.state).toBe('unfinished');
  });

  test('call of the main agent is unfinished when its turn was broken off a moment ago', () => {
    const calls = callsOf(
      note(1, 'prompt', { turn_id: 't' }),
      start(2, { turn_id: 't', ...at(MINUTE) }),
      note(3, 'prompt', { turn_id: 'u', ...at(MINUTE + 1000) }),
    );
    expect(calls[0]?.state).toBe('unfinished');
  });

  test('call of the main agent is unfinished when turns have no ids and a prompt came much later', () => {
    const events = [note(1, 'prompt'), start(2), note(3, 'prompt', at(MINUTE))];
    expect(callsOf(...events)[0]?.state).toBe('unfinished');
  });

  test('call gets its true outcome when its stop comes after its turn ended', () => {
    const turn = { turn_id: 't' };
    const events = [note(1, 'prompt', turn), start(2, turn), note(3, 'turn_stop', turn), stop(4, turn)];
    expect(callsOf(...events)[0]?.state).toBe('success');
  });

  test('call of a sub-agent outlives the turn when its sub-agent does', () => {
    const sub = { agent_id: 'a', turn_id: 't' };
    const events = [
      note(1, 'prompt', { turn_id: 't' }),
      note(2, 'subagent_start', sub),
      start(3, sub),
      note(4, 'turn_stop', { turn_id: 't', ...at(MINUTE) }),
    ];
    expect(callsOf(...events)[0]?.state).toBe('running');
    expect(modelOf(events).sessions.get('s')?.state).toBe('working');
    events.push(note(5, 'subagent_stop', { ...sub, ...at(2 * MINUTE) }));
    expect(callsOf(...events)[0]?.state).toBe('unfinished');
    expect(modelOf(events).sessions.get('s')?.state).toBe('idle');
  });

  test.each([null, 'a'])('call is unfinished when its session has ended, agent %s', (agent_id) => {
    const events = [start(1, { agent_id }), note(2, 'session_end')];
    expect(callsOf(...events)[0]?.state).toBe('unfinished');
    expect(modelOf(events).sessions.get('s')).toMatchObject({ state: 'ended', running: 0, current: null });
  });

  test('call is unfinished when its session was started anew', () => {
    const events = [start(1), note(2, 'session_start', { ...at(MINUTE), data: { source: 'resume' } })];
    expect(callsOf(...events)[0]?.state).toBe('unfinished');
  });

  test('call goes on when its session was only compacted', () => {
    const events = [start(1), note(2, 'session_start', { ...at(MINUTE), data: { source: 'compact' } })];
    expect(callsOf(...events)[0]?.state).toBe('running');
  });

  test('call runs on when its session knows no turns', () => {
    const events = [start(1), note(2, 'notification', at(60 * MINUTE))];
    expect(callsOf(...events)[0]?.state).toBe('running');
    expect(modelOf(events).sessions.get('s')?.state).toBe('working');
  });

  test('session works again when a call begins long after its turn ended', () => {
    const turn = { turn_id: 't' };
    const events = [
      note(1, 'prompt', turn),
      note(2, 'turn_stop', turn),
      start(3, { ...turn, ...at(MINUTE) }),
    ];
    expect(callsOf(...events)[0]?.state).toBe('running');
    expect(modelOf(events).sessions.get('s')?.state).toBe('working');
  });
});

describe('entries', () => {
  test('entry is replaced by another object when its call changes', () => {
    const model = modelOf([start(1)]);
    const [before] = model.entries();
    model.apply(stop(2));
    const [after] = model.entries();
    expect(before).toMatchObject({ state: 'running' });
    expect(after).toMatchObject({ state: 'success' });
    expect(after).not.toBe(before);
  });

  test('entries of others stay the same objects when a call changes', () => {
    const model = modelOf([start(1), start(2, { tool_use_id: 'other' })]);
    const [, other] = model.entries();
    model.apply(stop(3));
    expect(model.entries()[1]).toBe(other);
  });

  test('session stays the same object when nothing of it changes', () => {
    const model = modelOf([start(1), start(2, { session_id: 't' })]);
    const before = model.sessions.get('s');
    model.apply(stop(3, { session_id: 't' }));
    expect(model.sessions.get('s')).toBe(before);
  });

  test('event is ignored when its seq is not newer than the last', () => {
    const model = modelOf([start(5)]);
    const { version } = model;
    model.apply(start(5, { tool_use_id: 'other' }));
    model.apply(start(4, { tool_use_id: 'other' }));
    expect(model.entries()).toHaveLength(1);
    expect(model.version).toBe(version);
  });

  test('path becomes relative when the folder of the session is told later', () => {
    const read = { tool: 'Read', data: { tool_input: { file_path: '/home/dev/app/src/a.ts' } } };
    const model = modelOf([start(1, read), stop(2, read)]);
    expect(model.entries()).toMatchObject([{ summary: '/home/dev/app/src/a.ts' }]);
    model.apply(note(3, 'session_start', { cwd: '/home/dev/app' }));
    expect(model.entries()).toMatchObject([{ summary: 'src/a.ts' }, { kind: 'note' }]);
  });
});
