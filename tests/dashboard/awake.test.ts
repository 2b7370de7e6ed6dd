import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ConnectionState } from '../../src/renderer/src/connection/dashboard-client.svelte';
import { BridgeDouble, openDashboard, PageDouble } from './window-double';

test('a window whose machine wakes up is connected at once, without waiting for the time of its next try', async () => {
  // Timers stand still as in sleep: nothing that waits for one comes about by itself.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  PageDouble.install();
  const bridge = new BridgeDouble();
  await bridge.core.start();
  const { client } = await openDashboard(bridge);
  const until = async (state: ConnectionState) => {
    while (client.connection !== state) await nextTurn();
  };
  await until('live');
  const { port } = bridge.core;
  await bridge.core.forceStop();
  await until('offline');
  await bridge.core.start();
  expect(bridge.core.port).toBe(port);
  for (let turn = 0; turn < 1000; turn++) await nextTurn();
  expect(client.connection).toBe('offline');
  client.reconnect();
  await until('live');
});
