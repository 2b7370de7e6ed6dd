import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { say } from './say.mjs';
import { atExit } from './signals.mjs';

const command = ['Xvfb', '-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'];

/** Whether windows can be shown here only on a display of our own. */
export function needsVirtualDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/**
 * Gives a display to run on: the user's own, else an Xvfb that ends with this process.
 * @returns {Promise<{env: NodeJS.ProcessEnv, virtual: boolean}>}
 */
export async function openDisplay() {
  if (!needsVirtualDisplay()) return { env: {}, virtual: false };
  // Detached: a Ctrl-C in the terminal must not take the display away from an app that is quitting.
  const xvfb = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  atExit(() => xvfb.kill());
  const display = `:${await displayNumber(xvfb)}`;
  say(`No display here: running under Xvfb ${display}`);
  return { env: { DISPLAY: display }, virtual: true };
}

/** Xvfb picks a free number and writes it to file descriptor 3 when it is ready. */
function displayNumber(xvfb) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (problem) =>
      reject(new Failure(`Xvfb did not start: ${problem}`, { command: command.join(' '), output }));
    xvfb.stderr.on('data', (text) => (output += text));
    xvfb.stdio[3].on('data', (text) => resolve(String(text).trim()));
    xvfb.on('error', (error) => fail(error.message));
    xvfb.on('close', (code, signal) => fail(signal ?? `exit code ${code}`));
  });
}
