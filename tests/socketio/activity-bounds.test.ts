import { describe, expect, test } from 'vitest';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import type { MonitorEvent } from '../../src/shared/events';
import { madeUp } from '../support/samples';

function* calls(count: number, isOpen: (number: number) => boolean, sessions = 1): Iterable<MonitorEvent> {
  let seq = 0;
  for (let number = 0; number < count; number++) {
    const call = { tool: 'Bash', tool_use_id: `call-${number}`, session_id: `s${number % sessions}` };
    yield madeUp({ seq: ++seq, type: 'tool_start', ...call });
    if (!isOpen(number)) yield madeUp({ seq: ++seq, type: 'tool_stop', outcome: 'failure', ...call });
  }
}

function modelWith(maxEntries: number, events: Iterable<MonitorEvent>): ActivityModel {
  const model = new ActivityModel({ maxEntries });
  for (const event of events) model.apply(event);
  return model;
}

describe('bounds', () => {
  test('model keeps the newest entries and every count when there are too many', () => {
    const model = modelWith(
      100,
      calls(1000, () => false, 2),
    );
    const entries = model.entries();
    expect(entries.length).toBeLessThanOrEqual(100);
    expect(entries.length).toBeGreaterThanOrEqual(90);
    expect(entries.at(-1)?.key).toContain('call-999');
    expect(entries[0]?.key).toContain(`call-${1000 - entries.length}`);
    expect(model.entries('s0').length + model.entries('s1').length).toBe(entries.length);
    expect(model.sessions.get('s0')).toMatchObject({ calls: 500, failed: 500, running: 0, events: 1000 });
    expect(model.call('call:2:s0:call-0')).toBeUndefined();
    expect(model.call('call:2:s1:call-999')).toBe(entries.at(-1));
  });

  test('model keeps open calls when there are settled ones to forget', () => {
    const model = modelWith(
      100,
      calls(1000, (number) => number < 5),
    );
    expect(
      model.entries().filter((entry) => entry.kind === 'call' && entry.state === 'running'),
    ).toHaveLength(5);
    model.apply(
      madeUp({
        seq: 5000,
        type: 'tool_stop',
        tool: 'Bash',
        tool_use_id: 'call-0',
        session_id: 's0',
        outcome: 'success',
      }),
    );
    expect(model.entries()[0]).toMatchObject({ state: 'success', startSeq: 1 });
    expect(model.sessions.get('s0')).toMatchObject({ calls: 1000, running: 4 });
  });

  test('model stays bounded when no call ever ends', () => {
    const model = modelWith(
      100,
      calls(1000, () => true),
    );
    expect(model.entries().length).toBeLessThanOrEqual(100);
    expect(model.sessions.get('s0')).toMatchObject({ calls: 1000, running: model.entries().length });
  });

  test('model forgets the sessions that were quiet longest when there are too many', () => {
    const model = new ActivityModel();
    const busy = { tool: 'Bash', tool_use_id: 'c', session_id: 'busy' };
    model.apply(madeUp({ seq: 1, type: 'tool_start', ...busy }));
    for (let seq = 2; seq <= 6000; seq++) {
      model.apply(madeUp({ seq, type: 'session_start', session_id: `session ${seq}` }));
    }
    expect(model.sessions.size).toBeLessThanOrEqual(5000);
    expect(model.sessions.has('busy')).toBe(true);
    expect(model.sessions.has('session 2')).toBe(false);
    expect(model.sessions.has('session 6000')).toBe(true);
    expect(model.entries()).toHaveLength(model.sessions.size);
    expect(model.entries('session 2')).toEqual([]);
  });

  test('model is as new when it was reset', () => {
    const model = modelWith(
      100,
      calls(10, () => true),
    );
    const entries = model.entries();
    const { version } = model;
    model.reset();
    expect(model.version).toBeGreaterThan(version);
    expect(entries).toEqual([]);
    expect(model.sessions.size).toBe(0);
    model.apply(madeUp({ seq: 1, type: 'prompt' }));
    expect(model.entries()).toBe(entries);
    expect(entries).toHaveLength(1);
  });
});
