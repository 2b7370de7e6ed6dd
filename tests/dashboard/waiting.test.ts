import { expect, onTestFinished, test, vi } from 'vitest';
import { AppState } from '../../src/renderer/src/app-state.svelte';
import { commandsOf } from '../../src/renderer/src/commands/commands';
import { silenceOf, standingOf } from '../../src/renderer/src/lib/standing';
import { madeUp } from '../support/samples';
import { BridgeDouble, PageDouble } from './window-double';

const HOUR = 60 * 60 * 1000;

/** A window with a session that asked for permission so many hours ago, and has said nothing since. */
function asked(hours: number) {
  PageDouble.install();
  vi.stubGlobal('localStorage', { getItem: () => null });
  const app = new AppState(new BridgeDouble());
  onTestFinished(() => app.client.close());
  const bash = { tool: 'Bash', tool_use_id: 'call', timestamp: Date.now() - hours * HOUR };
  app.activity.apply([
    madeUp({ seq: 1, type: 'prompt', timestamp: bash.timestamp }),
    madeUp({ seq: 2, type: 'tool_start', ...bash }),
    madeUp({ seq: 3, type: 'permission_request', ...bash }),
  ]);
  const session = app.activity.session('s')!;
  const leads = () => commandsOf(app).some(({ chord }) => chord === 'w');
  return { session, leads };
}

test('a session that asks waits for as long as somebody may come back to it', () => {
  const { session, leads } = asked(11);
  expect(standingOf(session, Date.now())).toBe('waiting');
  expect(silenceOf(session, Date.now())).toBe('');
  expect(leads()).toBe(true);
});

test('a session that asked half a day ago and said nothing since is lost, and nothing leads to it', () => {
  const { session, leads } = asked(13);
  expect(session.state).toBe('waiting');
  expect(standingOf(session, Date.now())).toBe('lost');
  expect(silenceOf(session, Date.now())).toBe('no word for 13h');
  expect(leads()).toBe(false);
});
