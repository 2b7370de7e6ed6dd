import { expect, onTestFinished, test, vi } from 'vitest';
import { AppState } from '../../src/renderer/src/app-state.svelte';
import { HistoryClient, type HistoryPage } from '../../src/renderer/src/history/history-client';
import { Past } from '../../src/renderer/src/history/past.svelte';
import { SessionHistory } from '../../src/renderer/src/history/session-history.svelte';
import type { MonitorEvent } from '../../src/shared/events';
import { WAIT } from '../support/client';
import { madeUp } from '../support/samples';
import { BridgeDouble, PageDouble } from './window-double';

const prompt = (seq: number, session = 's') =>
  madeUp({ seq, type: 'prompt', session_id: session, data: { prompt: `prompt ${seq}` } });

/** A history of five prompts, and a window that hears of more, some of them just when the last page has been made. */
function opened(late: readonly MonitorEvent[]) {
  const listeners = new Set<(events: readonly MonitorEvent[]) => void>();
  const tell = (...events: MonitorEvent[]) => listeners.forEach((listener) => listener(events));
  class Late extends HistoryClient {
    override page(): Promise<HistoryPage> {
      tell(...late);
      const events = [1, 2, 3, 4, 5].map((seq) => prompt(seq));
      return Promise.resolve({ epoch: 'e', head: 5, oldest: 1, more: false, events });
    }
  }
  const live = (listener: (events: readonly MonitorEvent[]) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { history: new Late(() => Promise.resolve(null)), live, tell, listeners };
}

const counted = (strip: readonly number[]) => strip.reduce((sum, events) => sum + events, 0);

test('what comes in while the past is read is part of it, once, and so is what follows', async () => {
  const { history, live, tell, listeners } = opened([prompt(5), prompt(6), prompt(7, 'another')]);
  const past = new Past(history, live);
  await past.read({ session: 's', from: 0 });
  tell(prompt(5), prompt(8), prompt(9, 'another'));
  expect(past.activity.entries(null)).toHaveLength(7);
  expect(counted(past.activity.strip('s'))).toBe(7);
  await past.read({ session: null, from: 0 });
  expect(past.activity.sessions.map(({ key }) => key).sort()).toEqual(['another', 's']);
  expect(listeners.size).toBe(1);
});

test('past that could not be read, or no longer shall be, listens to nothing', async () => {
  const { history, live, listeners } = opened([]);
  const past = new Past(history, live);
  const failure = vi.spyOn(history, 'page').mockRejectedValue(new Error('gone'));
  await past.read({ session: null, from: 0 });
  expect(past.problem).toBe('gone');
  expect(listeners.size).toBe(0);
  failure.mockRestore();
  await past.read({ session: null, from: 0 });
  past.drop();
  expect(past.covers({ session: null, from: 0 })).toBe(false);
  expect(listeners.size).toBe(0);
});

test('a session of which the history knows nothing yet is followed from its first event on', async () => {
  const { history, live, tell } = opened([]);
  vi.spyOn(history, 'page').mockResolvedValue({ epoch: 'e', head: 0, oldest: 1, more: false, events: [] });
  const session = new SessionHistory(history, 's', live);
  onTestFinished(() => session.close());
  await session.open(Number.MAX_SAFE_INTEGER - 1);
  tell(prompt(1), prompt(2));
  expect(session.activity.entries('s')).toHaveLength(2);
});

test('another journal takes the place of what was read of the one before', async () => {
  PageDouble.install();
  vi.stubGlobal('localStorage', { getItem: () => null });
  const bridge = new BridgeDouble();
  await bridge.start();
  const sent = (text: string) =>
    bridge.core.broadcastEvent({ type: 'prompt', session_id: 's', data: { prompt: text } });
  for (const text of ['one', 'two', 'three']) await sent(text);
  const app = new AppState(bridge);
  onTestFinished(() => app.client.close());
  const shown = () => app.viewed.entries.map(({ summary }) => summary);
  app.navigation.showSession('s');
  app.viewed.find();
  await vi.waitFor(() => expect(app.viewed.history?.ready).toBe(true), WAIT);
  await app.client.open();
  await vi.waitFor(() => expect(app.client.loaded).toBe(true), WAIT);
  await app.past.read({ session: null, from: 0 });
  expect(app.past.activity.entries(null)).toHaveLength(3);
  expect(shown()).toEqual(['one', 'two', 'three']);
  await bridge.replace();
  await sent('four');
  await vi.waitFor(() => expect(shown()).toEqual(['four']), WAIT);
  expect(app.past.scope).toBeNull();
});
