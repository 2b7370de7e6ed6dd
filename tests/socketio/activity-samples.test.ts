import { describe, expect, test } from 'vitest';
import type { ActivityModel } from '../../src/shared/activity/activity-model';
import type { Activity, CallActivity, SessionActivity } from '../../src/shared/activity/types';
import {
  eventsOf,
  loadSample,
  modelOf,
  SAMPLE_NAMES,
  SAMPLES,
  stepsOf,
  type SampleName,
} from '../support/samples';

function played(name: SampleName): ActivityModel {
  return modelOf(eventsOf(stepsOf(name)));
}

function isCall(entry: Activity): entry is CallActivity {
  return entry.kind === 'call';
}

function calls(model: ActivityModel): CallActivity[] {
  return model.entries().filter(isCall);
}

function session(model: ActivityModel): SessionActivity {
  const sessions = [...model.sessions.values()];
  expect(sessions).toHaveLength(1);
  return sessions[0] as SessionActivity;
}

describe.each(SAMPLE_NAMES)('sample %s', (name) => {
  test('model shows every call once with its state, agent and summary when played in order', () => {
    const shown = calls(played(name)).map(({ tool, summary, state, agentId, error }) => ({
      tool,
      summary,
      state,
      agentId,
      error,
    }));
    const expected = SAMPLES[name].calls.map(({ durationMs: _, ...call }) => ({ error: null, ...call }));
    expect(shown).toEqual(expected);
  });

  test('model tells how long each call took when its agent does', () => {
    const shown = calls(played(name)).map(({ durationMs }, index) =>
      SAMPLES[name].calls[index]?.durationMs === null ? null : durationMs,
    );
    expect(shown).toEqual(SAMPLES[name].calls.map(({ durationMs }) => durationMs));
  });

  test('model finds each call by its key', () => {
    const model = played(name);
    for (const call of calls(model)) expect(model.call(call.key)).toBe(call);
    expect(new Set(calls(model).map(({ key }) => key)).size).toBe(SAMPLES[name].calls.length);
  });

  test('model counts calls and failures of the session', () => {
    const { calls: all, failed, running, prompt, project } = session(played(name));
    const expected = SAMPLES[name].calls;
    expect(all).toBe(expected.length);
    expect(failed).toBe(expected.filter(({ state }) => state === 'failure').length);
    expect(running).toBe(0);
    expect(project).toBe('notes-app');
    expect(prompt).toMatch(/tidy/);
  });

  test('model keeps the seqs of start and stop when both were seen', () => {
    const events = eventsOf(stepsOf(name));
    for (const { startSeq, stopSeq, tool } of calls(modelOf(events))) {
      expect(events[(startSeq ?? 0) - 1]).toMatchObject({ type: 'tool_start', tool });
      expect(events[(stopSeq ?? 0) - 1]).toMatchObject({ type: 'tool_stop', tool });
    }
  });
});

describe('codex sample', () => {
  test('model measures durations when the agent tells none', () => {
    const shown = calls(modelOf(eventsOf(stepsOf('codex', 250))));
    expect(shown.map(({ durationMs }) => durationMs)).toEqual([250, 250, 250]);
  });
});

describe('sub-agents sample', () => {
  test('model tells the two sub-agents apart by what they were started for', () => {
    const { agents } = session(played('claude-code sub-agents'));
    expect(agents).toEqual([
      agent('a7fd424e7a19a8339', 'Explore files', 0),
      agent('ac9d0cdb96f500d90', 'Count files', 1),
    ]);
  });

  test('model tells two sub-agents of one type apart before their purpose is known', () => {
    const events = eventsOf(stepsOf('claude-code sub-agents'));
    const bothStarted = events.findLastIndex(({ type }) => type === 'subagent_start') + 1;
    const { agents, state } = session(modelOf(events.slice(0, bothStarted)));
    expect(agents.map(({ label }) => label)).toEqual(['general-purpose · a7fd', 'general-purpose · ac9d']);
    expect(agents.map(({ state }) => state)).toEqual(['running', 'running']);
    expect(state).toBe('working');
  });

  function agent(id: string, label: string, index: number) {
    const startedBy = expect.stringMatching(`:toolu_msg_7_${index}$`) as string;
    return { id, label, index, startedBy, type: 'general-purpose', state: 'ended', calls: 1, failed: 0 };
  }
});

describe('permission sample', () => {
  // What somebody at the terminal would say after each payload; `?` where a question is on the screen.
  const STATES = [
    ...['idle', 'working', 'working', '?', '?'],
    ...['working', 'working', 'working', '?', 'working'],
    ...['working', 'working', 'working', 'working', 'working', 'working', 'working', '?', 'working'],
    ...['working', 'working', '?', 'working'],
    ...Array.from({ length: 20 }, () => 'working'),
    ...['idle', 'idle'],
  ];

  test.each([10, 1000, 60_000])('session waits exactly while a request is open, %i ms apart', (interval) => {
    const events = eventsOf(stepsOf('claude-code permissions', interval));
    const states = events.map((_, index) => session(modelOf(events.slice(0, index + 1))).state);
    expect(states.map((state) => (state === 'waiting' ? '?' : state))).toEqual(STATES);
  });

  test('session says what it waits for when a request is open', () => {
    const events = eventsOf(stepsOf('claude-code permissions'));
    const asked = events.flatMap(({ type }, index) =>
      type === 'permission_request' ? [session(modelOf(events.slice(0, index + 1))).waitingFor] : [],
    );
    expect(asked).toEqual([
      'Bash wants to run touch made-by-agent.txt && ls -la',
      'Write wants to write notes.md · 3 lines',
      'Edit wants to change notes.md · +1 −1',
      'Bash wants to run exit 3',
    ]);
  });

  test('call waits when a request is open for it', () => {
    const events = eventsOf(stepsOf('claude-code permissions')).slice(0, 4);
    const model = modelOf(events);
    expect(calls(model)).toMatchObject([{ tool: 'Bash', state: 'waiting' }]);
    expect(session(model)).toMatchObject({ running: 1, current: { tool: 'Bash' } });
  });
});

describe('timeline of a sample', () => {
  test('timeline reads like a story', () => {
    const words = played('claude-code permissions')
      .entries()
      .flatMap((entry) => (entry.kind === 'note' ? [`${entry.label}: ${entry.summary}`] : []));
    expect(words).toEqual([
      'Session started: claude-opus-4-8[1m]',
      'Prompt: tidy the notes',
      'Bash asks for permission: touch made-by-agent.txt && ls -la',
      'Notification: Claude needs your permission',
      'Write asks for permission: notes.md · 3 lines',
      'Edit asks for permission: notes.md · +1 −1',
      'Bash asks for permission: exit 3',
      'Task created: Write the report',
      'Sub-agent started: general-purpose',
      'Sub-agent started: general-purpose',
      'Sub-agent ended: Subagent found 3 lines.',
      'Sub-agent ended: Subagent found 3 lines.',
      'Turn ended: All done.',
      'Notification: Claude is waiting for your input',
    ]);
  });

  test.each(SAMPLE_NAMES)('timeline leaves out nothing but noise of %s, which is counted', (name) => {
    const model = played(name);
    const noise = eventsOf(stepsOf(name)).filter(({ type }) => type === 'hook');
    const notes = model.entries().filter(({ kind }) => kind === 'note');
    expect(notes).toHaveLength(loadSample(name).length - noise.length - 2 * SAMPLES[name].calls.length);
    const withSession = noise.filter(({ session_id }) => session_id !== null);
    const { events } = session(model);
    expect(events).toBe(notes.length + withSession.length + 2 * SAMPLES[name].calls.length);
  });
});
