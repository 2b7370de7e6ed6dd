import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { EventHandlerRegistry } from '../../src/main/server/event-handler-registry';
import { silentLogger } from '../../src/main/server/logger';
import type { EventDraft } from '../../src/shared/events';

const draft = (type: string): EventDraft => ({
  id: 'x',
  type,
  source: 'api',
  session_id: null,
  agent_id: null,
  tool: null,
  tool_use_id: null,
  timestamp: 0,
  received_at: 0,
  trusted: false,
  data: {},
});

/** Which of the patterns a type reaches. */
function reached(type: string, patterns: string[]): string[] {
  const registry = new EventHandlerRegistry(silentLogger);
  const hits: string[] = [];
  for (const pattern of patterns) registry.register(pattern, () => void hits.push(pattern));
  registry.dispatch(draft(type));
  return hits;
}

describe('EventHandlerRegistry', () => {
  test.each([
    ['tool_start', ['tool_start', 'tool_*', '*']],
    ['tool_stop', ['tool_*', '*']],
    ['tool_', ['tool_*', '*']],
    ['tool', ['*']],
    ['__proto__', ['*']],
    ['constructor', ['*']],
  ])('registry dispatch of %s reaches the handlers whose pattern matches', (type, expected) => {
    expect(reached(type, ['tool_start', 'tool_*', '*', 'prompt'])).toEqual(expected);
  });

  test.each(['', 'a*b', '**'])('registry register refuses the pattern "%s"', (pattern) => {
    const registry = new EventHandlerRegistry(silentLogger);
    expect(() => registry.register(pattern, () => undefined)).toThrow(TypeError);
    expect(registry.size).toBe(0);
  });

  test('registry runs handlers in the order in which they were registered', () => {
    const registry = new EventHandlerRegistry(silentLogger);
    const order: number[] = [];
    for (const number of [1, 2, 3]) registry.register('*', () => void order.push(number));
    registry.dispatch(draft('test'));
    expect(order).toEqual([1, 2, 3]);
  });

  test('registry handler sees what an earlier handler added to the event', () => {
    const registry = new EventHandlerRegistry(silentLogger);
    registry.register('*', (event) => void (event.tool_use_id = 'paired'));
    let seen: string | null = null;
    registry.register('*', (event) => void (seen = event.tool_use_id));
    registry.dispatch(draft('tool_start'));
    expect(seen).toBe('paired');
  });

  test('registry handler that throws is counted and does not stop the others', { tags: 'critical' }, () => {
    const registry = new EventHandlerRegistry(silentLogger);
    let reached = false;
    registry.register('*', () => {
      throw new Error('broken');
    });
    registry.register('*', () => void (reached = true));
    registry.dispatch(draft('test'));
    expect(reached).toBe(true);
    expect(registry.errors).toBe(1);
  });

  test(
    'registry handler whose promise is rejected is counted and does not stop the others',
    { tags: 'critical' },
    async () => {
      const registry = new EventHandlerRegistry(silentLogger);
      let reached = false;
      const failing = Promise.reject(new Error('broken'));
      registry.register('*', () => failing);
      registry.register('*', () => void (reached = true));
      registry.dispatch(draft('test'));
      expect(reached).toBe(true);
      await expect(failing).rejects.toThrow('broken');
      await expect.poll(() => registry.errors).toBe(1);
    },
  );

  test.each<[string, unknown, string]>([
    ['an error', new RangeError('secret of a payload'), 'RangeError'],
    ['anything else', 'secret of a payload', 'string'],
  ])(
    'registry handler that throws %s is logged by its name, without the text',
    { tags: 'critical' },
    (_what, thrown, kind) => {
      const lines: string[] = [];
      const registry = new EventHandlerRegistry(pino({}, { write: (line) => lines.push(line) }));
      const faulty = () => {
        throw thrown;
      };
      registry.register('test', faulty);
      registry.register('test', faulty, 'given name');
      registry.dispatch(draft('test'));
      const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(logged).toMatchObject([
        { level: 50, handler: 'faulty', kind, msg: 'handler failed' },
        { level: 50, handler: 'given name', kind, msg: 'handler failed' },
      ]);
      expect(lines.join('')).not.toContain('secret');
    },
  );

  test.each(['', 'a*b'])('registry says what a pattern must be when it refuses "%s"', (pattern) => {
    const registry = new EventHandlerRegistry(silentLogger);
    expect(() => registry.register(pattern, () => undefined)).toThrow('a prefix followed by *, or *');
  });

  test('registry takes out the handler that it was asked to, and no other', () => {
    const registry = new EventHandlerRegistry(silentLogger);
    const runs: string[] = [];
    const takeOut = ['a', 'b', 'c'].map((name) => registry.register('*', () => void runs.push(name)));
    takeOut[1]!();
    takeOut[1]!();
    takeOut[0]!();
    registry.dispatch(draft('test'));
    expect(runs).toEqual(['c']);
    expect(registry.size).toBe(1);
  });

  test('registry handler that was taken out is not run any more', () => {
    const registry = new EventHandlerRegistry(silentLogger);
    let runs = 0;
    const takeOut = registry.register('*', () => void runs++);
    registry.dispatch(draft('test'));
    takeOut();
    takeOut();
    registry.dispatch(draft('test'));
    expect(runs).toBe(1);
    expect(registry.size).toBe(0);
  });

  test('registry handler may take itself out while it runs', () => {
    const registry = new EventHandlerRegistry(silentLogger);
    const runs: string[] = [];
    const takeOut = registry.register('*', () => {
      runs.push('once');
      takeOut();
    });
    registry.register('*', () => void runs.push('always'));
    registry.dispatch(draft('test'));
    registry.dispatch(draft('test'));
    expect(runs).toEqual(['once', 'always', 'always']);
  });
});
