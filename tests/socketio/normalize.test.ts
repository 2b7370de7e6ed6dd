import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOOK_AGENTS, MalformedEvent } from '../../src/main/server/normalize';
import { monitorEventSchema, type EventDraft } from '../../src/shared/events';
import { event, hook, NOW } from '../support/normalized';

const isWhole = (draft: EventDraft) => monitorEventSchema.safeParse({ seq: 1, ...draft }).success;

describe('types of hooks', () => {
  test.each([
    ['SessionStart', 'session_start'],
    ['SessionEnd', 'session_end'],
    ['UserPromptSubmit', 'prompt'],
    ['PreToolUse', 'tool_start'],
    ['PostToolUse', 'tool_stop'],
    ['PostToolUseFailure', 'tool_stop'],
    ['PermissionRequest', 'permission_request'],
    ['PermissionDenied', 'permission_denied'],
    ['Notification', 'notification'],
    ['SubagentStart', 'subagent_start'],
    ['SubagentStop', 'subagent_stop'],
    ['Stop', 'turn_stop'],
    ['StopFailure', 'turn_error'],
    ['TaskCreated', 'task_created'],
    ['TaskCompleted', 'task_completed'],
    ['PreCompact', 'compact_start'],
    ['PostCompact', 'compact_stop'],
    ['PostToolBatch', 'hook'],
    ['UserPromptExpansion', 'hook'],
    ['Setup', 'hook'],
    ['InstructionsLoaded', 'hook'],
    ['ConfigChange', 'hook'],
    ['CwdChanged', 'hook'],
    ['FileChanged', 'hook'],
    ['DirectoryAdded', 'hook'],
    ['WorktreeRemove', 'hook'],
    ['TeammateIdle', 'hook'],
    ['Elicitation', 'hook'],
    ['ElicitationResult', 'hook'],
    ['PreModelSwitch', 'hook'],
    ['PostModelSwitch', 'hook'],
    ['NobodyHasHeardOfIt', 'hook'],
    ['__proto__', 'hook'],
  ])('claude-code normalizer makes %s a %s', (name, type) => {
    expect(hook('claude-code', { hook_event_name: name })).toMatchObject({ type, hook: name });
  });

  test.each([
    ['SessionStart', 'session_start'],
    ['SessionEnd', 'session_end'],
    ['UserPromptSubmit', 'prompt'],
    ['PreToolUse', 'tool_start'],
    ['PostToolUse', 'tool_stop'],
    ['PermissionRequest', 'permission_request'],
    ['PreCompact', 'compact_start'],
    ['PostCompact', 'compact_stop'],
    ['SubagentStart', 'subagent_start'],
    ['SubagentStop', 'subagent_stop'],
    ['Stop', 'turn_stop'],
    ['Interrupt', 'turn_stop'],
    ['SomethingNew', 'hook'],
  ])('codex normalizer makes %s a %s', (name, type) => {
    expect(hook('codex', { hook_event_name: name, turn_id: 't' })).toMatchObject({
      type,
      hook: name,
      turn_id: 't',
    });
  });

  test.each([
    ['SessionStart', 'session_start'],
    ['SessionEnd', 'session_end'],
    ['BeforeAgent', 'prompt'],
    ['AfterAgent', 'turn_stop'],
    ['BeforeTool', 'tool_start'],
    ['AfterTool', 'tool_stop'],
    ['Notification', 'notification'],
    ['PreCompress', 'hook'],
    ['BeforeModel', 'hook'],
    ['AfterModel', 'hook'],
    ['BeforeToolSelection', 'hook'],
  ])('gemini normalizer makes %s a %s', (name, type) => {
    expect(hook('gemini', { hook_event_name: name })).toMatchObject({ type, hook: name });
  });

  test.each([
    ['chat.message', 'prompt'],
    ['tool.execute.before', 'tool_start'],
    ['tool.execute.after', 'tool_stop'],
    ['permission.ask', 'permission_request'],
    ['chat.params', 'hook'],
  ])('opencode normalizer makes %s a %s', (name, type) => {
    const payload = { hook: name, input: { sessionID: 's' }, output: {} };
    expect(hook('opencode', payload)).toMatchObject({ type, hook: name, session_id: 's' });
  });

  test.each([
    ['session.created', 'session_start'],
    ['session.deleted', 'session_end'],
    ['session.idle', 'turn_stop'],
    ['session.error', 'turn_error'],
    ['session.compacted', 'compact_stop'],
    ['permission.asked', 'permission_request'],
    ['session.status', 'hook'],
    ['session.diff', 'hook'],
    ['file.edited', 'hook'],
  ])('opencode normalizer makes the event %s a %s', (name, type) => {
    const input = { id: 'evt_1', type: name, properties: { sessionID: 's' } };
    expect(hook('opencode', { hook: 'event', input })).toMatchObject({
      type,
      hook: name,
      id: 'evt_1',
      session_id: 's',
    });
  });

  test.each([
    ['user_prompt', 'prompt'],
    ['pre_tool', 'tool_start'],
    ['post_tool', 'tool_stop'],
    ['notification', 'notification'],
    ['stop', 'turn_stop'],
    ['subagent_start', 'subagent_start'],
    ['subagent_stop', 'subagent_stop'],
    ['session_start', 'session_start'],
    ['permission_request', 'permission_request'],
    ['todo_updated', 'hook'],
    ['token_usage_updated', 'hook'],
  ])('claude-mpm normalizer makes %s a %s', (subtype, type) => {
    const payload = {
      event: 'claude_event',
      source: 'hook',
      type: 'hook',
      subtype,
      data: { tool_name: 'Read' },
    };
    expect(event(payload)).toMatchObject({ type, hook: subtype, source: 'claude-mpm', tool: 'Read' });
    expect(hook('claude-mpm', payload)).toMatchObject({ type, source: 'claude-mpm' });
  });
});

describe('outcomes', () => {
  const stop = { hook_event_name: 'PostToolUse', tool_name: 'Bash' };

  test('claude-code normalizer tells success, failure and interruption apart', () => {
    expect(hook('claude-code', { ...stop, tool_response: {} }).outcome).toBe('success');
    expect(hook('claude-code', { ...stop, tool_response: { interrupted: true } }).outcome).toBe(
      'interrupted',
    );
    const failed = { ...stop, hook_event_name: 'PostToolUseFailure', error: 'Exit code 3' };
    expect(hook('claude-code', failed)).toMatchObject({ outcome: 'failure', error: 'Exit code 3' });
    expect(hook('claude-code', { ...failed, is_interrupt: true }).outcome).toBe('interrupted');
  });

  test('claude-code normalizer cuts a long error in the event and keeps it whole in the payload', () => {
    const error = 'e'.repeat(10_000);
    const draft = hook('claude-code', { hook_event_name: 'PostToolUseFailure', error });
    expect(draft.error).toHaveLength(500);
    expect(draft.data['error']).toBe(error);
  });

  test.each(['', 'hello\n', { exit: 1 }])('codex normalizer never guesses an outcome from %j', (response) => {
    expect(hook('codex', { ...stop, tool_response: response }).outcome).toBe('unknown');
  });

  test.each([
    [{ llmContent: 'Output: x\nExit Code: 3\nPGID' }, { outcome: 'failure', error: 'Exit code 3' }],
    [{ llmContent: [{ text: 'Exit Code: 2' }] }, { outcome: 'failure', error: 'Exit code 2' }],
    [{ llmContent: 'Exit Code: 0' }, { outcome: 'success' }],
    [{ llmContent: 'fine' }, { outcome: 'success' }],
    [{ error: 'no such file' }, { outcome: 'failure', error: 'no such file' }],
    [{ error: { message: 'denied', type: 'x' } }, { outcome: 'failure', error: 'denied' }],
    [{ error: null, llmContent: 'fine' }, { outcome: 'success' }],
    [undefined, { outcome: 'unknown' }],
    ['text', { outcome: 'unknown' }],
  ])('gemini normalizer reads %j', (response, expected) => {
    expect(hook('gemini', { hook_event_name: 'AfterTool', tool_response: response })).toMatchObject(expected);
  });

  test.each([
    [{ metadata: { exit: 0 } }, { outcome: 'success' }],
    [{ metadata: { exit: 3 } }, { outcome: 'failure', error: 'Exit code 3' }],
    [{ metadata: { exit: null } }, { outcome: 'interrupted' }],
    [{ metadata: {} }, { outcome: 'success' }],
    [undefined, { outcome: 'unknown' }],
  ])('opencode normalizer reads %j', (output, expected) => {
    expect(hook('opencode', { hook: 'tool.execute.after', input: {}, output })).toMatchObject(expected);
  });

  test.each([
    [{ success: true }, 'success'],
    [{ success: false, exit_code: 0 }, 'failure'],
    [{ exit_code: 2 }, 'failure'],
    [{ exit_code: 0 }, 'success'],
    [{}, 'unknown'],
  ])('claude-mpm normalizer reads %j', (data, outcome) => {
    expect(event({ type: 'hook', subtype: 'post_tool', data }).outcome).toBe(outcome);
  });
});

describe('sender', () => {
  test.each([
    ['claude-code', { transcript_path: '/home/d/.codex/sessions/x.jsonl' }, 'codex'],
    ['claude-code', { transcript_path: 'C:\\Users\\d\\.gemini\\tmp\\x.jsonl' }, 'gemini'],
    ['claude-code', { transcript_path: '/home/d/.copilot/x.jsonl' }, 'copilot'],
    ['claude-code', { cursor_version: '2.0', transcript_path: null }, 'cursor'],
    ['codex', { transcript_path: '/home/d/.claude/projects/x.jsonl' }, 'claude-code'],
    ['claude-code', { hook: 'chat.message', input: {} }, 'opencode'],
    ['codex', {}, 'codex'],
    ['codex', { transcript_path: 42 }, 'codex'],
  ] as const)('a payload posted to /hooks/%s with %j is of %s', (agent, payload, source) => {
    expect(hook(agent, payload).source).toBe(source);
  });
});

describe('plain events', () => {
  test('plain event keeps what it says and the payload as it was sent', () => {
    const payload = {
      type: 'tool_start',
      tool: 'Read',
      timestamp: 1638360000.5,
      session_id: 'test_session_1',
    };
    const draft = event(payload);
    expect(draft).toMatchObject({
      type: 'tool_start',
      tool: 'Read',
      session_id: 'test_session_1',
      source: 'api',
    });
    expect(draft.timestamp).toBe(1_638_360_000_500);
    expect(draft.data).toBe(payload);
  });

  test('plain event takes a text id as its key and a number as data of the sender', () => {
    expect(event({ type: 'test', id: 'mine' }).id).toBe('mine');
    expect(event({ type: 'test', id: 7 })).toMatchObject({ id: 'minted', data: { id: 7 } });
  });

  test.each(['connect', 'disconnect', '__proto__', 'constructor', 'toString', 'Übergröße', '\ud800', 'a\0b'])(
    'plain event passes the type %j through unchanged',
    (type) => {
      expect(event({ type, session_id: type, tool: type })).toMatchObject({
        type,
        session_id: type,
        tool: type,
      });
    },
  );

  test('plain event of a known source keeps it and any other is of the api', () => {
    expect(event({ type: 'x', source: 'codex' }).source).toBe('codex');
    expect(event({ type: 'x', source: 'hook' }).source).toBe('api');
  });

  test.each([
    ['seconds', 1_638_360_000, 1_638_360_000_000],
    ['milliseconds', 1_638_360_000_123, 1_638_360_000_123],
    ['zero', 0, 0],
    ['ISO 8601 text', '2026-11-22T19:15:57.948Z', 1_795_374_957_948],
    ['seconds as text', '1638360000', 1_638_360_000_000],
    ['milliseconds as text', '1638360000123', 1_638_360_000_123],
    ['the last moment of the year 9999', 253_402_300_799_999, 253_402_300_799_999],
    ['nothing', undefined, NOW],
    ['null', null, NOW],
  ])('plain event reads a timestamp given as %s', (_kind, timestamp, expected) => {
    expect(event({ type: 'test', timestamp }).timestamp).toBe(expected);
  });

  const [MICROSECONDS, NANOSECONDS] = [NOW * 1000, NOW * 1_000_000];
  test.each([
    ...[-1, -1_638_360_000, 'yesterday', '', '-5', true, {}, [1], '2026'.repeat(3) + 'x'],
    ...[MICROSECONDS, NANOSECONDS, String(NANOSECONDS), 1e300],
  ])('plain event with the timestamp %j is refused by name', (timestamp) => {
    expect(() => event({ type: 'test', timestamp })).toThrow(
      'timestamp must be seconds or milliseconds since 1970, or an ISO 8601 time',
    );
  });

  test.each([-1, 'yesterday', {}, NANOSECONDS])(
    'hook with the timestamp %j gets the time of its arrival',
    (timestamp) => {
      expect(hook('gemini', { hook_event_name: 'BeforeTool', timestamp }).timestamp).toBe(NOW);
    },
  );

  test.each([
    [{}, 'type'],
    [{ invalid: 'no type field' }, 'type'],
    [{ type: 5 }, 'type'],
    [{ type: '' }, 'type'],
    [{ type: 'x'.repeat(513) }, 'type'],
    [{ type: 'test', session_id: 5 }, 'session_id'],
    [{ type: 'test', session_id: 's'.repeat(513) }, 'session_id'],
    [{ type: 'test', tool: {} }, 'tool'],
    [{ type: 'test', agent_id: '' }, 'agent_id'],
    [{ type: 'test', tool_use_id: [] }, 'tool_use_id'],
    [{ type: 'test', id: {} }, 'id'],
  ])('plain event %j is refused with the field named', (payload, field) => {
    const problem = (() => {
      try {
        return event(payload);
      } catch (error) {
        return error;
      }
    })();
    expect(problem).toBeInstanceOf(MalformedEvent);
    expect(problem).toMatchObject({ field, message: `${field} must be a string of 1 to 512 characters` });
  });
});

describe('hostile payloads', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const key = fc.oneof(
    fc.constantFrom(
      ...['hook_event_name', 'session_id', 'tool_name', 'tool_response', 'tool_input', 'timestamp', 'error'],
      ...[
        'hook',
        'input',
        'output',
        'data',
        'type',
        'subtype',
        'transcript_path',
        '__proto__',
        'constructor',
      ],
    ),
    fc.string(),
  );
  const name = fc.constantFrom(
    'PreToolUse',
    'PostToolUse',
    'AfterTool',
    'event',
    'tool.execute.after',
    'StopFailure',
  );
  const payload = fc.dictionary(key, fc.oneof(json, name));

  test('hook normalizer makes a whole event of any object for every agent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOOK_AGENTS), payload, (agent, object) => {
        const draft = hook(agent, object);
        expect(isWhole(draft)).toBe(true);
        expect(draft.data).toBe(object);
      }),
      { numRuns: 1000 },
    );
  });

  test('plain normalizer makes a whole event of any object or refuses it with a field', () => {
    fc.assert(
      fc.property(payload, (object) => {
        try {
          expect(isWhole(event(object))).toBe(true);
        } catch (error) {
          if (!(error instanceof MalformedEvent)) throw error;
          expect(error.message).toContain(error.field);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each(HOOK_AGENTS)('hook normalizer of %s takes a payload with every field missing', (agent) => {
    expect(hook(agent, {})).toMatchObject({ type: 'hook', session_id: null, tool: null, timestamp: NOW });
  });
});
