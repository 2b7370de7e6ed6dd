import { expect, onTestFinished, test, vi } from 'vitest';
import type { AppState } from '../../src/renderer/src/app-state.svelte';
import { commandsOf } from '../../src/renderer/src/commands/commands';
import { Viewed } from '../../src/renderer/src/session/viewed.svelte';

/** What can be done in the view of a session. */
function commandsIn(session: string | null): string[] {
  vi.stubGlobal('localStorage', { getItem: () => null });
  onTestFinished(() => void vi.unstubAllGlobals());
  const app = {
    navigation: { view: 'session', session },
    activity: { sessions: [] },
    client: { server: { state: 'stopped' } },
    filters: { values: {}, active: [] },
  };
  const viewed = new Viewed(app as unknown as AppState);
  return commandsOf({ ...app, viewed } as unknown as AppState).map(({ name }) => name);
}

test('a session can be replayed, but not all of them, nor what names no session', () => {
  expect(commandsIn('s')).toContain('Replay the session');
  expect(commandsIn(null)).not.toContain('Replay the session');
  expect(commandsIn('')).not.toContain('Replay the session');
});
