import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Message, sessionBus } from 'dbus-next';
import { atExit } from '../../scripts/bootstrap/signals.mjs';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/**
 * Starts a session bus with a tray on it, as a desktop has them, for as long as this process lives.
 * @returns {Promise<{DBUS_SESSION_BUS_ADDRESS: string}>} what apps are started with to find it
 */
export async function openTray() {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  atExit(() => daemon.kill());
  const address = await new Promise((resolve, reject) => {
    daemon.once('error', reject);
    createInterface({ input: daemon.stdout }).once('line', resolve);
  });
  const bus = sessionBus({ busAddress: address });
  await new Promise((resolve) => bus.once('connect', resolve));
  bus.addMethodHandler((message) => {
    if (message.member !== 'RegisterStatusNotifierItem') return false;
    bus.send(Message.newMethodReturn(message));
    return true;
  });
  await bus.requestName(WATCHER, 0);
  return { DBUS_SESSION_BUS_ADDRESS: address };
}
