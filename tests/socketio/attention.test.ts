import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Attention, type AttentionSettings, type News } from '../../src/main/app/attention';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import type { MonitorEvent } from '../../src/shared/events';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SETTINGS: AttentionSettings = {
  notifyWaiting: true,
  notifyFailure: true,
  notifyLongTurn: true,
  longTurnMinutes: 5,
};

/** A real model that events go through, and the attention that follows it. */
function follow(settings: Partial<AttentionSettings> = {}) {
  const model = new ActivityModel();
  const listeners: ((event: MonitorEvent) => void)[] = [];
  const news: News[] = [];
  const counts: number[] = [];
  let seq = 0;
  const source = {
    get sessions() {
      return model.sessions;
    },
    onEvent: (listener: (event: MonitorEvent) => void) => void listeners.push(listener),
  };
  const attention = new Attention(
    source,
    () => ({ ...SETTINGS, ...settings }),
    (waiting) => counts.push(waiting.length),
    (item) => news.push(item),
  );
  const send = (session: string, type: string, more: Partial<MonitorEvent> = {}) => {
    const event: MonitorEvent = {
      seq: ++seq,
      id: `e${seq}`,
      type,
      source: 'claude-code',
      session_id: session,
      agent_id: null,
      tool: null,
      tool_use_id: null,
      timestamp: Date.now(),
      received_at: Date.now(),
      trusted: true,
      data: {},
      cwd: `/home/dev/${session}`,
      ...more,
    };
    model.apply(event);
    for (const listener of listeners) listener(event);
  };
  const bash = { tool: 'Bash', data: { tool_input: { command: 'npm publish' } } };
  return {
    attention,
    news,
    counts,
    send,
    ask: (session: string, call = 'call') => {
      send(session, 'prompt');
      send(session, 'tool_start', { ...bash, tool_use_id: call });
      send(session, 'permission_request', { ...bash, tool_use_id: call });
    },
    answer: (session: string, call = 'call') =>
      send(session, 'tool_stop', { ...bash, tool_use_id: call, outcome: 'success' }),
  };
}

describe('attention', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a session that asked and says nothing any more is given up, though nothing else happens', () => {
    const { attention, ask } = follow();
    ask('api');
    vi.advanceTimersByTime(11 * HOUR);
    expect(attention.waiting).toHaveLength(1);
    vi.advanceTimersByTime(HOUR);
    expect(attention.waiting).toEqual([]);
  });

  test('a session that begins to wait is known soon, and told once', () => {
    const { attention, news, ask, send } = follow();
    ask('api');
    vi.advanceTimersByTime(300);
    expect(attention.waiting.map(({ key }) => key)).toEqual(['api']);
    expect(news).toEqual([]);
    vi.advanceTimersByTime(1500);
    const told = {
      kind: 'waiting',
      title: 'api waits for you',
      body: 'Bash wants to run npm publish',
      session: 'api',
    };
    expect(news).toEqual([told]);
    send('api', 'notification');
    vi.advanceTimersByTime(60_000);
    expect(news).toHaveLength(1);
  });

  test('a session that was answered meanwhile is not told', () => {
    const { attention, news, ask, answer } = follow();
    ask('api');
    vi.advanceTimersByTime(1000);
    answer('api');
    vi.advanceTimersByTime(10_000);
    expect(news).toEqual([]);
    expect(attention.waiting).toEqual([]);
  });

  test('a session that waits again is told again', () => {
    const { news, ask, answer } = follow();
    for (const call of ['first', 'second']) {
      ask('api', call);
      vi.advanceTimersByTime(5000);
      answer('api', call);
      vi.advanceTimersByTime(5000);
    }
    expect(news.map(({ kind, session }) => [kind, session])).toEqual([
      ['waiting', 'api'],
      ['waiting', 'api'],
    ]);
  });

  test('several sessions at once are told together', () => {
    const { news, counts, ask } = follow();
    for (const session of ['api', 'web', 'docs']) ask(session);
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([
      { kind: 'waiting', title: '3 sessions wait for you', body: 'api, web, docs', session: null },
    ]);
    expect(counts.at(-1)).toBe(3);
  });

  test('what waits already when it begins is no news', () => {
    const { attention, news, ask, send } = follow();
    ask('api');
    attention.begin();
    send('web', 'prompt');
    vi.advanceTimersByTime(5000);
    expect(attention.waiting).toHaveLength(1);
    expect(news).toEqual([]);
  });

  test('a turn that failed is told with what the agent says', () => {
    const { news, send } = follow();
    send('api', 'prompt');
    send('api', 'turn_error', { error: 'rate limit' });
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([
      { kind: 'failure', title: 'A turn failed in api', body: 'rate limit', session: 'api' },
    ]);
  });

  test('only turns that took long are told when they end, and not those of sub-agents', () => {
    const { news, send } = follow();
    for (const session of ['short', 'long']) send(session, 'prompt');
    vi.advanceTimersByTime(4 * MINUTE);
    send('short', 'turn_stop');
    vi.advanceTimersByTime(3 * MINUTE);
    send('long', 'turn_stop', { agent_id: 'sub' });
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([]);
    send('long', 'turn_stop');
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([
      { kind: 'longTurn', title: 'long is done', body: 'It took 7 minutes.', session: 'long' },
    ]);
  });

  test('what happened long ago is no news when it comes, as with an import, and who waits is known', () => {
    const { attention, news, send } = follow();
    const longAgo = Date.now() - 60 * MINUTE;
    for (const session of ['api', 'web']) {
      send(session, 'prompt', { timestamp: longAgo });
      send(session, 'permission_request', { timestamp: longAgo + MINUTE, tool: 'Bash' });
    }
    send('docs', 'prompt', { timestamp: longAgo });
    send('docs', 'turn_stop', { timestamp: longAgo + 30 * MINUTE });
    send('docs', 'turn_error', { timestamp: longAgo + 40 * MINUTE });
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([]);
    expect(attention.waiting.map(({ key }) => key)).toEqual(['api', 'web']);
  });

  test('what happened while the app was away for a moment is news, also where it began long ago', () => {
    const { news, ask, send } = follow();
    send('docs', 'prompt', { timestamp: Date.now() - 60 * MINUTE });
    send('docs', 'turn_stop', { timestamp: Date.now() - MINUTE });
    send('web', 'turn_error', { timestamp: Date.now() - MINUTE });
    ask('api');
    vi.advanceTimersByTime(5000);
    expect(news.map(({ kind, session }) => [kind, session])).toEqual([
      ['waiting', 'api'],
      ['failure', 'web'],
      ['longTurn', 'docs'],
    ]);
  });

  test('kinds that are switched off are not told, and still known', () => {
    const { attention, news, ask, send } = follow({ notifyWaiting: false, notifyFailure: false });
    ask('api');
    send('web', 'turn_error');
    vi.advanceTimersByTime(5000);
    expect(news).toEqual([]);
    expect(attention.waiting).toHaveLength(1);
  });
});
