import { expect, test, vi } from 'vitest';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import type { ActivityStore } from '../../src/renderer/src/activity/activity.svelte';
import type { FirstLook } from '../../src/shared/ipc';
import { WAIT } from '../support/client';
import { draft } from '../support/journal-events';
import { seqsTo } from '../support/seqs';
import { BridgeDouble, makeDashboard, openDashboard, PageDouble } from './window-double';

const note = (index: number) => draft(`note-${index}`, { type: 'note', session_id: 'long' });

/** A server that does not run yet, and the last 50 of the 300 events in its journal. */
async function recorded(): Promise<{ journal: MemoryJournal; bridge: BridgeDouble; look: FirstLook }> {
  PageDouble.install();
  const journal = new MemoryJournal();
  await journal.append(Array.from({ length: 300 }, (_, index) => note(index)));
  const { events } = await journal.query({ order: 'newest', limit: 50, maxLength: 1_000_000 });
  return { journal, bridge: new BridgeDouble({}, journal), look: { epoch: journal.epoch, events } };
}

/** A client that was given a first look, and does not know of a server yet. */
function clientWith(bridge: BridgeDouble, look: FirstLook) {
  const dashboard = makeDashboard(bridge);
  dashboard.client.show(look);
  return dashboard;
}

const seqsShown = (activity: ActivityStore) =>
  activity.entries('long').map((entry) => entry.kind === 'note' && entry.seq);

test('what was stored is shown before the server runs, which then goes on from there', async () => {
  const { journal, bridge, look } = await recorded();
  const { client, activity } = clientWith(bridge, look);
  expect(client).toMatchObject({ loaded: true, received: 50, earlier: 250, shown: 300, behind: 0 });
  expect(activity.session('long')).toMatchObject({ events: 50 });

  await journal.append([note(300), note(301)]);
  await client.open();
  await bridge.start();
  await vi.waitFor(() => expect(client.received).toBe(302), WAIT);
  expect(client).toMatchObject({ earlier: 0, missed: 0, behind: 0, shown: 302 });
  expect(seqsShown(activity)).toEqual(seqsTo(302));
});

test('where the server has another journal, what was shown gives way to it', async () => {
  const { look } = await recorded();
  const journal = new MemoryJournal();
  await journal.append([note(0), note(1)]);
  const { client, activity } = clientWith(new BridgeDouble({}, journal), look);
  await client.open();
  await client.start();
  await vi.waitFor(() => expect(client.shown).toBe(2), WAIT);
  expect(client).toMatchObject({ received: 2, earlier: 0, missed: 0 });
  expect(seqsShown(activity)).toEqual([1, 2]);
});

test.each(['[{"seq":"one"}]', '{}', '[{"seq":1,'])(
  'a first look of %s shows nothing, and all comes from the server',
  async (events) => {
    const { bridge, look } = await recorded();
    const { client } = clientWith(bridge, { ...look, events });
    expect(client).toMatchObject({ loaded: false, received: 0 });
    await bridge.start();
    await client.open();
    await vi.waitFor(() => expect(client.received).toBe(300), WAIT);
  },
);

test('without a first look the window waits for the server', async () => {
  const { bridge } = await recorded();
  const { client } = await openDashboard(bridge);
  expect(client).toMatchObject({ loaded: false, received: 0 });
});

test('a state that is told while the first answers are on their way is newer than they are', async () => {
  const { bridge } = await recorded();
  const { client } = makeDashboard(bridge);
  let answer = (): void => undefined;
  const about = bridge.info();
  bridge.info = async () => {
    await new Promise<void>((resolve) => (answer = resolve));
    return about;
  };
  const opened = client.open();
  await bridge.start();
  answer();
  await opened;
  expect(client.server.state).toBe('running');
  await vi.waitFor(() => expect(client.received).toBe(300), WAIT);
});
