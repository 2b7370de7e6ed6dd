import { describe, expect, test } from 'vitest';
import { MalformedEvent, normalizeHook } from '../../src/main/server/normalize';
import { normalizeRecorded } from '../../src/main/server/normalize/recorded';
import { LIMITS } from '../../src/shared/limits';
import { arrival, event, hook, NOW } from '../support/normalized';
import { loadSample, type Payload } from '../support/samples';

/** An event that knows nothing beyond its payload. */
const bare = (source: string, data: Payload) => ({
  id: 'minted',
  source,
  type: expect.any(String) as string,
  session_id: null,
  agent_id: null,
  tool: null,
  tool_use_id: null,
  timestamp: NOW,
  received_at: NOW,
  trusted: true,
  data,
});

/** The fields of an event that a hook of Claude Code's shape has under a name of its own, where it has them. */
const NAMES = {
  session_id: 'session_id',
  agent_id: 'agent_id',
  tool: 'tool_name',
  tool_use_id: 'tool_use_id',
  hook: 'hook_event_name',
  agent_type: 'agent_type',
  cwd: 'cwd',
  model: 'model',
};

function told(payload: Payload, names: Record<string, string>): Payload {
  const known = Object.entries(names).filter(([, name]) => name in payload);
  return Object.fromEntries(known.map(([field, name]) => [field, payload[name]]));
}

describe('facts of recorded payloads', () => {
  test.each(['claude-code permissions', 'claude-code sub-agents'] as const)('of %s are all told', (name) => {
    const names = { ...NAMES, turn_id: 'prompt_id' };
    for (const payload of loadSample(name)) {
      const failed = payload['hook_event_name'] === 'PostToolUseFailure';
      const ended = failed || payload['hook_event_name'] === 'PostToolUse';
      expect(hook('claude-code', payload)).toEqual({
        ...bare('claude-code', payload),
        ...told(payload, names),
        ...(ended ? { ...told(payload, { duration_ms: 'duration_ms' }), outcome: 'success' } : {}),
        ...(failed ? { error: payload['error'], outcome: 'failure' } : {}),
      });
    }
  });

  test('of codex are all told', () => {
    for (const payload of loadSample('codex')) {
      const ended = payload['hook_event_name'] === 'PostToolUse';
      expect(hook('codex', payload)).toEqual({
        ...bare('codex', payload),
        ...told(payload, { ...NAMES, turn_id: 'turn_id' }),
        ...(ended ? { outcome: 'unknown' } : {}),
      });
    }
  });

  test('of gemini are all told, its own time among them', () => {
    for (const payload of loadSample('gemini')) {
      const ended = payload['hook_event_name'] === 'AfterTool';
      const exits = ended && JSON.stringify(payload).includes('Exit Code: 3');
      expect(hook('gemini', payload)).toEqual({
        ...bare('gemini', payload),
        ...told(payload, NAMES),
        timestamp: Date.parse(payload['timestamp'] as string),
        ...(ended ? { outcome: exits ? 'failure' : 'success' } : {}),
        ...(exits ? { error: 'Exit code 3' } : {}),
      });
    }
  });

  test('of opencode’s calls and prompts are all told', () => {
    const calls = loadSample('opencode').filter((payload) => payload['hook'] !== 'event');
    expect(calls.length).toBeGreaterThan(5);
    for (const payload of calls) {
      const input = payload['input'] as Payload;
      const output = payload['output'] as Payload & {
        message?: { time: { created: number }; model?: { modelID: string } };
        metadata?: { exit?: number };
      };
      const ended = payload['hook'] === 'tool.execute.after';
      const exit = output.metadata?.exit ?? 0;
      expect(hook('opencode', payload)).toEqual({
        ...bare('opencode', payload),
        hook: payload['hook'],
        ...told(input, { session_id: 'sessionID', tool: 'tool', tool_use_id: 'callID' }),
        ...(output.message ? { timestamp: output.message.time.created } : {}),
        ...(output.message?.model ? { model: output.message.model.modelID } : {}),
        ...(ended ? { outcome: exit === 0 ? 'success' : 'failure' } : {}),
        ...(exit === 0 ? {} : { error: `Exit code ${exit}` }),
      });
    }
  });
});

describe('facts that few payloads have', () => {
  const tell = (type: string, properties: Payload, rest: Payload = {}) =>
    hook('opencode', { hook: 'event', input: { type, properties, ...rest } });

  test('an event of opencode about a session names it, its folder and itself', () => {
    const info = { id: 'ses_1', directory: '/home/dev' };
    expect(tell('session.created', { info }, { id: 'evt_1' })).toMatchObject({
      id: 'evt_1',
      type: 'session_start',
      hook: 'session.created',
      session_id: 'ses_1',
      cwd: '/home/dev',
      tool: null,
    });
    expect(tell('session.idle', { sessionID: 'ses_2', info })).toMatchObject({ session_id: 'ses_2' });
    expect(tell('message.updated', { info })).toMatchObject({ session_id: null, type: 'hook' });
  });

  test.each([
    ['permission.asked', undefined, 'permission_request'],
    ['permission.updated', undefined, 'permission_request'],
    ['permission.replied', 'reject', 'permission_denied'],
  ])('opencode’s %s (%s) is a %s for a call', (name, reply, type) => {
    const properties = { sessionID: 's', permission: 'bash', tool: { callID: 'call_1' }, reply };
    expect(tell(name, properties)).toMatchObject({ type, tool: 'bash', tool_use_id: 'call_1' });
  });

  test.each([
    ['permission.replied', 'once'],
    ['session.idle', 'reject'],
  ])('opencode’s %s (%s) asks for nothing', (name, reply) => {
    const properties = { sessionID: 's', permission: 'bash', tool: { callID: 'call_1' }, reply };
    expect(tell(name, properties)).toMatchObject({ tool: null, tool_use_id: null });
    expect(tell(name, properties).type).not.toBe('permission_denied');
  });

  test('opencode’s former way to ask names what for in its own field', () => {
    const ask = { hook: 'permission.ask', input: { sessionID: 's', type: 'edit', callID: 'c' }, output: {} };
    expect(hook('opencode', ask)).toMatchObject({
      type: 'permission_request',
      tool: 'edit',
      tool_use_id: 'c',
    });
    expect(hook('opencode', { ...ask, hook: 'chat.message' })).toMatchObject({ type: 'prompt', tool: null });
  });

  test.each([
    [{ name: 'APIError', data: { message: 'Too many requests' }, message: 'other' }, 'Too many requests'],
    [{ name: 'APIError', message: 'No route' }, 'No route'],
    [{ name: 'MessageAborted' }, 'MessageAborted'],
  ])('opencode’s error %j is told', (error, text) => {
    expect(tell('session.error', { sessionID: 's', error })).toMatchObject({
      type: 'turn_error',
      error: text,
    });
    expect(tell('session.idle', { sessionID: 's', error })).not.toHaveProperty('error');
  });

  test('a turn of claude-code that failed says why, and another hook with an error does not', () => {
    const failure = { hook_event_name: 'StopFailure', error: 'rate_limit' };
    expect(hook('claude-code', failure)).toMatchObject({ type: 'turn_error', error: 'rate_limit' });
    const other = hook('claude-code', { ...failure, hook_event_name: 'Stop', tool_response: {} });
    expect(other).not.toHaveProperty('error');
    expect(other).not.toHaveProperty('outcome');
  });

  test('claude-mpm’s envelope and its data are read, the envelope first', () => {
    const data = {
      session_id: 'inner',
      agent_id: 'a',
      tool_name: 'Bash',
      correlation_id: 'correlated',
      agent_type: 'engineer',
      working_directory: '/work',
      cwd: '/other',
      model: 'opus',
      duration_ms: 12,
      error: 'no',
      success: false,
    };
    const envelope = { event: 'claude_event', source: 'hook', type: 'hook', subtype: 'post_tool', data };
    expect(hook('claude-mpm', envelope)).toEqual({
      ...bare('claude-mpm', envelope),
      type: 'tool_stop',
      session_id: 'inner',
      agent_id: 'a',
      tool: 'Bash',
      tool_use_id: 'correlated',
      hook: 'post_tool',
      agent_type: 'engineer',
      cwd: '/work',
      model: 'opus',
      outcome: 'failure',
      duration_ms: 12,
      error: 'no',
    });
    const { working_directory: _, ...rest } = data;
    const other = { ...envelope, session_id: 'outer', type: 'agent', data: { ...rest, tool_use_id: 'own' } };
    expect(hook('claude-mpm', other)).toMatchObject({
      type: 'agent',
      session_id: 'outer',
      tool_use_id: 'own',
      cwd: '/other',
    });
    expect(hook('claude-mpm', other)).not.toHaveProperty('outcome');
  });

  test.each([
    [{ type: 'hook', subtype: 'stop', data: {} }, 'claude-mpm'],
    [{ type: 'hook', subtype: 'stop' }, 'api'],
    [{ type: 'hook', subtype: 7, data: {} }, 'api'],
  ])('a plain event %j is of %s', (payload, source) => {
    expect(event(payload).source).toBe(source);
  });

  test('a plain event keeps every field that it tells', () => {
    const fields = {
      session_id: 's',
      agent_id: 'a',
      tool: 'Bash',
      tool_use_id: 'c',
      agent_type: 'engineer',
      cwd: '/work',
      model: 'opus',
      turn_id: 't',
      duration_ms: 0,
      error: 'no',
    };
    const payload = { type: 'tool_stop', ...fields, outcome: 'interrupted' };
    expect(event(payload)).toEqual({ ...bare('api', payload), ...payload });
    expect(event({ ...payload, outcome: 'splendid' })).toMatchObject({ outcome: 'unknown' });
    expect(event({ ...payload, type: 'note' })).not.toHaveProperty('outcome');
  });

  test.each([
    [0, 0],
    [1.5, 1.5],
    [-1, undefined],
    [NaN, undefined],
    [Infinity, undefined],
    ['7', undefined],
  ])('a duration of %j is %j', (duration, told) => {
    expect(event({ type: 'x', duration_ms: duration }).duration_ms).toBe(told);
  });

  test('a name is as long as names may be, and no longer', () => {
    const longest = 'n'.repeat(LIMITS.nameLength);
    expect(hook('claude-code', { session_id: longest }).session_id).toBe(longest);
    expect(hook('claude-code', { session_id: `${longest}n` }).session_id).toBeNull();
    expect(hook('claude-code', { session_id: '' }).session_id).toBeNull();
    expect(event({ type: longest }).type).toBe(longest);
    expect(() => event({ type: `${longest}n` })).toThrow(MalformedEvent);
  });

  test('an empty error is none', () => {
    expect(event({ type: 'x', error: '' })).not.toHaveProperty('error');
  });

  test('where a hook tells no time, that of the spool counts, and then that of its arrival', () => {
    const at = (payload: Payload, happenedAt?: number) =>
      normalizeHook('claude-code', payload, { ...arrival, happenedAt }).timestamp;
    expect(at({ timestamp: '2026-11-22T19:16:59.800Z' }, 5)).toBe(Date.parse('2026-11-22T19:16:59.800Z'));
    expect(at({}, 5)).toBe(5);
    expect(at({})).toBe(NOW);
  });

  test.each([
    ['1795000000', NOW],
    ['1795000000.25', NOW + 250],
    [99_999_999_999, 99_999_999_999_000],
    [100_000_000_000, 100_000_000_000],
    ['1970-01-01T00:00:00Z', 0],
  ])('the time %j is %d ms', (timestamp, ms) => {
    expect(event({ type: 'x', timestamp }).timestamp).toBe(ms);
  });

  test.each(['1969-12-31T23:59:59Z', 'at 2026-11-22T19:16:59Z', 'on 7', '7.x'])(
    '%j is no time',
    (timestamp) => {
      expect(() => event({ type: 'x', timestamp })).toThrow('timestamp must be');
    },
  );

  test.each([
    [{ error: '' }, 'success', undefined],
    [{ error: { message: 'no such file' } }, 'failure', 'no such file'],
    [{ error: { code: 2 } }, 'failure', 'The tool reported an error'],
    [{ llmContent: 'done\nExit Code: -15' }, 'failure', 'Exit code -15'],
    [{ llmContent: 'the Exit Code: 3' }, 'success', undefined],
    [{ llmContent: 'Exit Code: 3 of many' }, 'success', undefined],
    [{ llmContent: `Exit Code: 3\n${'x'.repeat(5000)}` }, 'success', undefined],
    [{ llmContent: [{ inlineData: {} }, { text: 'Exit Code: 127' }] }, 'failure', 'Exit code 127'],
    [null, 'unknown', undefined],
  ])('a tool of gemini that answers %j ended in %s', (response, outcome, error) => {
    const stop = hook('gemini', { hook_event_name: 'AfterTool', tool_response: response });
    expect([stop.outcome, stop.error]).toEqual([outcome, error]);
    const other = hook('gemini', { hook_event_name: 'BeforeTool', tool_response: response });
    expect(other).not.toHaveProperty('outcome');
  });
});

describe('recorded events', () => {
  const exported = { ...event({ type: 'note', session_id: 's', error: 'no' }), id: 'one', received_at: 1 };

  test('stay as they were, but for the time of their arrival', () => {
    expect(normalizeRecorded({ seq: 7, ...exported }, NOW)).toEqual({ ...exported, received_at: NOW });
    const { error: _, ...without } = exported;
    expect(normalizeRecorded(without, NOW)).toEqual({ ...without, received_at: NOW });
  });

  test('that are broken are refused, with the field named', () => {
    expect(() => normalizeRecorded({ ...exported, session_id: 7 }, NOW)).toThrow(MalformedEvent);
    expect(() => normalizeRecorded({ ...exported, session_id: 7 }, NOW)).toThrow(
      /^session_id must be as an export writes it \(.+\)$/,
    );
  });
});
