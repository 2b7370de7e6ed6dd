import { constants } from 'node:os';

const cleanups = new Set();
let receiver;

// Without a handler a signal would end the process without running the cleanups.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (receiver ? receiver(signal) : process.exit(exitCodeOf(signal))));
}

process.on('exit', () => {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch {
      // What cannot be removed now is removed by the next run.
    }
  }
});

/**
 * Takes the end of npm for a request to end. npm passes a signal on to its shell alone, which dies of it and
 * leaves what it runs behind: `kill` on an `npm start` would leave the app running and its port taken.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/**
 * Has something undone when the process ends, however it ends (short of kill -9).
 * @param {() => void} cleanup synchronous
 * @returns {() => void} forgets the cleanup
 */
export function atExit(cleanup) {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/**
 * While `until` is pending, signals go to `handler` and do not end this process.
 * @param {(signal: NodeJS.Signals) => void} handler
 * @param {Promise<T>} until
 * @returns {Promise<T>}
 * @template T
 */
export async function withSignals(handler, until) {
  receiver = handler;
  try {
    return await until;
  } finally {
    receiver = undefined;
  }
}

/** The exit code a shell gives to a process that a signal ended. */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
