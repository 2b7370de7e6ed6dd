import { describe, expect, test } from 'vitest';
import type { SessionActivity } from '../../src/shared/activity/types';
import type { MonitorEvent } from '../../src/shared/events';
import { madeUp, modelOf, RECORDED_AT } from '../support/samples';

type Told = Partial<Omit<MonitorEvent, 'type' | 'seq'>>;

const at = (ms: number): Told => ({ timestamp: RECORDED_AT + ms });
const turn: Told = { turn_id: 't' };
const publish: Told = { ...turn, tool: 'Bash', data: { tool_input: { command: 'npm publish' } } };

/** Events one after the other, as their types and what they tell. */
function sessionAfter(...told: [type: string, told?: Told][]): SessionActivity {
  const events = told.map(([type, fields], index) => madeUp({ seq: index + 1, type, ...fields }));
  return modelOf(events).sessions.get('s') as SessionActivity;
}

function callStates(...told: [type: string, told?: Told][]): string[] {
  const events = told.map(([type, fields], index) => madeUp({ seq: index + 1, type, ...fields }));
  return modelOf(events)
    .entries()
    .flatMap((entry) => (entry.kind === 'call' ? [entry.state] : []));
}

describe('session state', () => {
  test.each<[string, string, [string, Told?][]]>([
    ['idle', 'it was only started', [['session_start']]],
    ['working', 'it was prompted', [['session_start'], ['prompt', turn]]],
    [
      'idle',
      'its turn ended',
      [
        ['prompt', turn],
        ['turn_stop', turn],
      ],
    ],
    [
      'idle',
      'its turn failed',
      [
        ['prompt', turn],
        ['turn_error', turn],
      ],
    ],
    [
      'working',
      'it was prompted again',
      [
        ['prompt', turn],
        ['turn_stop', turn],
        ['prompt', { turn_id: 'u' }],
      ],
    ],
    [
      'working',
      'a sub-agent outlives its turn',
      [['prompt'], ['subagent_start', { agent_id: 'a' }], ['turn_stop']],
    ],
    ['ended', 'it ended in the middle of a turn', [['prompt', turn], ['session_end']]],
    ['ended', 'its end overtook its start', [['session_end'], ['session_start']]],
    ['idle', 'it was resumed later', [['session_start'], ['session_end'], ['session_start', at(60_000)]]],
    [
      'working',
      'it was prompted long after its end',
      [['session_end'], ['prompt', { ...turn, ...at(60_000) }]],
    ],
    ['idle', 'nothing is known but a notification', [['notification']]],
    ['idle', 'its only call ended and no turn was ever told', [['tool_stop', { tool_use_id: 'c' }]]],
    ['working', 'it is in a turn whose prompt was not seen', [['tool_stop', { ...turn, tool_use_id: 'c' }]]],
    [
      'idle',
      'a turn was broken off by the next one at once',
      [
        ['prompt', turn],
        ['prompt', { turn_id: 'u', ...at(2000) }],
        ['turn_stop', { turn_id: 'u', ...at(9000) }],
      ],
    ],
  ])('session is %s when %s', (state, _, told) => {
    expect(sessionAfter(...told).state).toBe(state);
  });

  test('session of an agent without turn ids is idle again when a short turn follows a broken one', () => {
    const told: [string, Told?][] = [['prompt'], ['prompt', at(60_000)], ['turn_stop', at(62_000)]];
    expect(sessionAfter(...told).state).toBe('idle');
  });

  test('session of an agent without turn ids works when a prompt follows soon after a long turn', () => {
    const told: [string, Told?][] = [['prompt'], ['turn_stop', at(60_000)], ['prompt', at(62_000)]];
    expect(sessionAfter(...told).state).toBe('working');
  });
});

describe('permission requests', () => {
  const asked: [string, Told?][] = [
    ['prompt', turn],
    ['tool_start', { ...publish, tool_use_id: 'c' }],
    ['permission_request', publish],
  ];

  test('session waits when the request overtakes its call', () => {
    const [prompt, start, request] = asked as [[string, Told], [string, Told], [string, Told]];
    expect(sessionAfter(prompt, request)).toMatchObject({
      state: 'waiting',
      waitingFor: 'Bash wants to run npm publish',
      running: 0,
    });
    expect(callStates(prompt, request, start)).toEqual(['waiting']);
  });

  test.each<[string, [string, Told?]]>([
    ['the call stopped', ['tool_stop', { ...publish, tool_use_id: 'c' }]],
    ['the turn ended', ['turn_stop', turn]],
    ['the session ended', ['session_end']],
    ['a newer prompt came', ['prompt', { turn_id: 'u', ...at(60_000) }]],
    ['permission was denied', ['permission_denied', publish]],
  ])('session waits no longer when %s', (_, answer) => {
    expect(sessionAfter(...asked).state).toBe('waiting');
    expect(sessionAfter(...asked, answer)).toMatchObject({ waitingFor: null });
  });

  test('session waits no longer for a call that it never saw when its turn ended', () => {
    const request: [string, Told] = ['permission_request', publish];
    expect(sessionAfter(['prompt', turn], request, ['turn_stop', turn]).state).toBe('idle');
  });

  test('request waits when its input has its keys in another order and a description besides', () => {
    const start = { ...publish, tool_use_id: 'c', data: { tool_input: { a: 1, b: [{ c: 2, d: 3 }] } } };
    const request = { ...publish, data: { tool_input: { description: 'why', b: [{ d: 3, c: 2 }], a: 1 } } };
    expect(callStates(['prompt', turn], ['tool_start', start], ['permission_request', request])).toEqual([
      'waiting',
    ]);
  });

  test.each<[string, Told]>([
    ['input', { data: { tool_input: { command: 'ls' } } }],
    ['tool', { tool: 'Write' }],
    ['agent', { agent_id: 'a' }],
  ])('call does not wait when the request has another %s', (_, other) => {
    const start: [string, Told] = ['tool_start', { ...publish, tool_use_id: 'c', ...other }];
    expect(callStates(['prompt', turn], start, ['permission_request', publish])).toEqual(['running']);
  });

  test('call does not wait when it began long after an equal one was asked for', () => {
    const again: [string, Told] = ['tool_start', { ...publish, tool_use_id: 'd', ...at(60_000) }];
    const stop: [string, Told] = ['tool_stop', { ...publish, tool_use_id: 'c' }];
    expect(callStates(...asked, stop, again)).toEqual(['unknown', 'running']);
  });

  test('call waits when an older request for an equal one arrives late', () => {
    const start: [string, Told] = ['tool_start', { ...publish, tool_use_id: 'c', ...at(60_000) }];
    const newer: [string, Told] = ['permission_request', { ...publish, ...at(60_010) }];
    const older: [string, Told] = ['permission_request', { ...publish, ...at(0) }];
    expect(callStates(start, newer, older)).toEqual(['waiting']);
  });

  test('call is denied when the denial names it, whatever was asked', () => {
    const denial: Told = { tool: 'Bash', tool_use_id: 'c', data: { reason: 'not on Fridays' } };
    const events = [...asked, ['permission_denied', denial] as [string, Told]].map(([type, told], index) =>
      madeUp({ seq: index + 1, type, ...told }),
    );
    const call = modelOf(events)
      .entries()
      .find(({ kind }) => kind === 'call');
    expect(call).toMatchObject({
      state: 'denied',
      error: 'not on Fridays',
      endedAt: events.at(-1)?.timestamp,
    });
  });

  test('session names the request that waits longest when there are several', () => {
    const later: Told = { ...turn, tool: 'WebFetch', data: { tool_input: { url: 'https://example.org' } } };
    const told: [string, Told][] = [
      ['permission_request', { ...later, ...at(800) }],
      ['permission_request', { ...publish, ...at(900) }],
    ];
    expect(sessionAfter(...told).waitingFor).toBe('WebFetch wants to fetch https://example.org');
  });

  describe('of OpenCode', () => {
    const ask = (type: string, properties: object): Told => ({
      source: 'opencode',
      hook: type,
      data: { hook: 'event', input: { type, properties } },
    });
    const call: Told = { source: 'opencode', tool: 'bash', tool_use_id: 'c', data: {} };
    const request: [string, Told] = [
      'permission_request',
      { ...call, ...ask('permission.asked', { id: 'per_1', patterns: ['npm publish'] }) },
    ];
    const begun: [string, Told?][] = [['prompt'], ['tool_start', call], request];

    test('call waits until the request is answered with yes', () => {
      const yes: [string, Told] = ['hook', ask('permission.replied', { requestID: 'per_1', reply: 'once' })];
      expect(callStates(...begun)).toEqual(['waiting']);
      expect(callStates(...begun, yes)).toEqual(['running']);
      expect(sessionAfter(['prompt'], request).waitingFor).toBe('bash wants to run npm publish');
    });

    test('call is denied when the request is answered with no', () => {
      const no: [string, Told] = ['permission_denied', ask('permission.replied', { requestID: 'per_1' })];
      expect(callStates(...begun, no)).toEqual(['denied']);
      expect(callStates(no, ...begun)).toEqual(['denied']);
    });
  });
});

describe('what a session tells of itself', () => {
  test('session has the newest prompt, folder and model when they arrive out of order', () => {
    const session = sessionAfter(
      ['prompt', { ...at(20), data: { prompt: 'second\n  line' }, cwd: '/b/two', model: 'm2' }],
      ['prompt', { ...at(10), data: { prompt: 'first' }, cwd: '/a/one', model: 'm1' }],
    );
    expect(session).toMatchObject({ prompt: 'second line', cwd: '/b/two', project: 'two', model: 'm2' });
    expect(session).toMatchObject({ firstAt: RECORDED_AT + 10, lastAt: RECORDED_AT + 20, events: 2 });
  });

  test('session has the folder and model of its main agent when a sub-agent has others', () => {
    const sub = { agent_id: 'a', cwd: '/tmp/worktree', model: 'small' };
    expect(sessionAfter(['tool_start', sub])).toMatchObject({ cwd: '/tmp/worktree', model: 'small' });
    const main = { cwd: String.raw`C:\dev\app` + '\\', model: 'large' };
    expect(sessionAfter(['prompt', main], ['tool_start', sub])).toMatchObject({
      project: 'app',
      model: 'large',
    });
  });

  test('session is not trusted when one of its events came without the token', () => {
    expect(sessionAfter(['prompt'], ['prompt']).trusted).toBe(true);
    expect(sessionAfter(['prompt'], ['prompt', { trusted: false }], ['prompt']).trusted).toBe(false);
  });

  test('session has its agent as source when others sent events of it too', () => {
    expect(sessionAfter(['prompt', { source: 'api' }], ['prompt', { source: 'codex' }]).source).toBe('codex');
  });

  test('session shows the newest open call as its current one', () => {
    const session = sessionAfter(
      ['tool_start', { tool: 'Read', tool_use_id: 'b', ...at(20) }],
      ['tool_start', { tool: 'Bash', tool_use_id: 'a', ...at(10) }],
    );
    expect(session).toMatchObject({ running: 2, current: { tool: 'Read' } });
  });

  test('events without a session are gathered under an empty key, noise apart', () => {
    const model = modelOf([
      madeUp({ seq: 1, session_id: null, hook: 'file.edited', source: 'opencode' }),
      madeUp({ seq: 2, session_id: null, type: 'build_done', source: 'api' }),
    ]);
    expect([...model.sessions.keys()]).toEqual(['']);
    expect(model.entries('')).toMatchObject([{ label: 'Build done', type: 'build_done' }]);
  });

  test('sub-agents have as much of their ids as it takes when they are called the same', () => {
    const sub = (agent_id: string): [string, Told] => ['subagent_start', { agent_id, agent_type: 'Explore' }];
    const { agents } = sessionAfter(sub('abcdef01'), sub('abcdef02'), ['subagent_start', { agent_id: 'x' }]);
    expect(agents.map(({ label }) => label)).toEqual(['Explore · abcdef01', 'Explore · abcdef02', 'x']);
  });
});
