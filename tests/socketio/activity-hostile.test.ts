import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import { SOURCES, type HookEventType, type MonitorEvent } from '../../src/shared/events';
import { messageText, promptText, toolInput, toolOutput } from '../../src/shared/payload';
import { madeUp, modelOf, type Payload } from '../support/samples';

const TYPES: HookEventType[] = [
  ...(['session_start', 'session_end', 'prompt', 'tool_start', 'tool_stop', 'notification', 'hook'] as const),
  ...(['permission_request', 'permission_denied', 'subagent_start', 'subagent_stop', 'turn_stop'] as const),
  ...(['turn_error', 'task_created', 'task_completed', 'compact_start', 'compact_stop'] as const),
];
const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...PROTOTYPE_NAMES, '\ud800', '\u0000', '\u202e', ' ', '💥'.repeat(300)),
);
const anyName = anyText.filter((text) => text.length > 0 && text.length <= 512);
const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);

/** The fields that readers look for, with anything in them, at any depth. */
const KEYS = [
  ...[
    'hook',
    'input',
    'output',
    'data',
    'properties',
    'args',
    'parts',
    'text',
    'tool_input',
    'tool_response',
  ],
  ...['tool_parameters', 'command', 'file_path', 'content', 'edits', 'old_string', 'new_string', 'pattern'],
  ...[
    'todos',
    'description',
    'agentId',
    'prompt',
    'message',
    'error',
    'id',
    'requestID',
    'patterns',
    'source',
  ],
  ...['stdout', 'file', 'llmContent', 'returnDisplay', '__proto__'],
];
const anyData = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    fc.jsonValue(),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), anyText), tie('value'), { maxKeys: 6 }),
})).object;

const TOOLS = [
  'Bash',
  'Write',
  'Edit',
  'MultiEdit',
  'Grep',
  'TodoWrite',
  'apply_patch',
  'Agent',
  'mcp__a__b',
  'bash',
];
const anyEvent = fc
  .record(
    {
      type: fc.oneof(fc.constantFrom(...TYPES), anyName),
      source: fc.constantFrom(...SOURCES),
      session_id: fc.option(fc.oneof(fc.constantFrom('s', ...PROTOTYPE_NAMES), anyName)),
      agent_id: fc.option(fc.oneof(fc.constantFrom('a', '__proto__'), anyName)),
      tool: fc.option(fc.oneof(fc.constantFrom(...TOOLS, ...PROTOTYPE_NAMES), anyName)),
      tool_use_id: fc.option(fc.oneof(fc.constantFrom('c', '__proto__'), anyName)),
      timestamp: anyTime,
      data: anyData,
    },
    { requiredKeys: [] },
  )
  .chain((fields) =>
    fc
      .record(
        {
          hook: anyText,
          turn_id: anyName,
          agent_type: anyText,
          cwd: anyText,
          model: anyText,
          error: anyText,
          outcome: fc.constantFrom('success', 'failure', 'denied', 'interrupted', 'unknown'),
          duration_ms: anyTime,
        } as const,
        { requiredKeys: [] },
      )
      .map((optional) => ({ ...fields, ...optional })),
  );

describe('hostile payloads', () => {
  test('model never throws and keeps its promises when events hold anything at all', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (all) => {
        const model = modelOf(all.map((fields, index) => madeUp({ ...fields, seq: index + 1 })));
        const entries = model.entries();
        const times = entries.map(({ at }) => at);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(times.every((at) => at >= 0)).toBe(true);
        expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
        for (const entry of entries) expect(entry.summary).toSatisfy(isHarmlessLine);
        for (const session of model.sessions.values()) {
          expect(session.calls).toBe(model.entries(session.key).filter(({ kind }) => kind === 'call').length);
          expect(session.waitingFor === null).toBe(session.state !== 'waiting');
          const labels = session.agents.map(({ label }) => label);
          expect(labels.every((label) => label.length <= 300)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('readers never throw when payloads hold anything at all', () => {
    fc.assert(
      fc.property(anyEvent, (fields) => {
        const event = madeUp({ ...fields, seq: 1 });
        toolInput(event);
        toolOutput(event);
        expect(promptText(event) ?? '').toBeTypeOf('string');
        expect(messageText(event) ?? '').toBeTypeOf('string');
      }),
      { numRuns: 1000 },
    );
  });

  test.each(PROTOTYPE_NAMES)('model takes %s for a name like any other', (name) => {
    const call = {
      session_id: name,
      agent_id: name,
      tool: name,
      tool_use_id: name,
      turn_id: name,
      agent_type: name,
    };
    const model = modelOf([
      madeUp({
        seq: 1,
        type: 'tool_start',
        ...call,
        data: JSON.parse(`{"tool_input":{"${name}":"x"}}`) as Payload,
      }),
      madeUp({ seq: 2, type: 'tool_stop', outcome: 'failure', ...call }),
      madeUp({ seq: 3, type: name, session_id: name }),
    ] as MonitorEvent[]);
    expect([...model.sessions.keys()]).toEqual([name]);
    expect(model.sessions.get(name)).toMatchObject({
      calls: 1,
      failed: 1,
      agents: [{ id: name, failed: 1 }],
    });
    expect(model.entries()).toMatchObject([{ tool: name, summary: 'x', state: 'failure' }, { type: name }]);
  });

  test('model keeps little of a payload when that is huge', () => {
    const huge = 'x'.repeat(4_000_000);
    const model = new ActivityModel();
    const input = {
      command: huge,
      content: huge,
      file_path: huge,
      pattern: huge,
      old_string: huge,
      new_string: huge,
    };
    for (const [index, tool] of [
      'Bash',
      'Write',
      'Edit',
      'Grep',
      'apply_patch',
      huge.slice(0, 500),
    ].entries()) {
      const data = { tool_input: input, prompt: huge, message: huge };
      const told = {
        tool,
        tool_use_id: tool,
        error: huge,
        cwd: huge,
        agent_type: huge,
        agent_id: 'a',
        model: huge,
      };
      model.apply(madeUp({ seq: 2 * index + 1, type: 'tool_start', data, ...told }));
      model.apply(madeUp({ seq: 2 * index + 2, type: 'prompt', data, ...told }));
    }
    const kept = JSON.stringify([model.entries(), [...model.sessions.values()]]);
    expect(kept.length).toBeLessThan(30_000);
  });
});

function isHarmlessLine(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return text.length <= 300 && !/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u.test(text);
}
