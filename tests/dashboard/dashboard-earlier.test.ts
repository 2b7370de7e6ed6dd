import { expect, test, vi } from 'vitest';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { WAIT } from '../support/client';
import { draft } from '../support/journal-events';
import { seqsTo } from '../support/seqs';
import { BridgeDouble, openDashboard, PageDouble } from './window-double';

const HOUR = 3_600_000;

/** A server whose journal has one session of so many events, a minute apart. */
async function recorded(count: number): Promise<BridgeDouble> {
  PageDouble.install();
  const journal = new MemoryJournal();
  const begin = Date.now() - 1000 * HOUR;
  const note = (index: number) =>
    draft(`note-${index}`, { type: 'note', session_id: 'long', timestamp: begin + index * 60_000 });
  await journal.append(Array.from({ length: count }, (_, index) => note(index)));
  const bridge = new BridgeDouble({}, journal);
  await bridge.start();
  return bridge;
}

test('what was there before the first look is read back until all of it is there, each event once', async () => {
  const bridge = await recorded(3000);
  const { client, activity } = await openDashboard(bridge);
  await vi.waitFor(() => expect(client.loaded).toBe(true), WAIT);
  await vi.waitFor(() => expect(client.received).toBe(3000), WAIT);
  expect(client).toMatchObject({ earlier: 0, missed: 0, behind: 0, shown: 3000 });
  expect(activity.session('long')).toMatchObject({ events: 3000 });
  expect(activity.entries('long').map((entry) => entry.kind === 'note' && entry.seq)).toEqual(seqsTo(3000));
  expect(activity.strip('long').reduce((sum, events) => sum + events, 0)).toBe(3000);
});

test('of a longer past the newest is read back, and how much there is before it is known', async () => {
  const bridge = await recorded(21_000);
  const { client } = await openDashboard(bridge);
  await vi.waitFor(() => expect(client.received).toBe(20_000), WAIT);
  expect(client.earlier).toBe(1000);
});

test('reading back ends with the server, and goes on when it is there again', async () => {
  const bridge = await recorded(3000);
  const { client, activity } = await openDashboard(bridge);
  await vi.waitFor(() => expect(client.loaded).toBe(true), WAIT);
  await bridge.stop();
  const before = client.received;
  expect(before).toBeLessThan(3000);
  await bridge.start();
  await vi.waitFor(() => expect(client.received).toBe(3000), WAIT);
  expect(activity.session('long')).toMatchObject({ events: 3000 });
});
