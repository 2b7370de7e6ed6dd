import { Failure } from './failure.mjs';

// All talk goes to stderr: stdout belongs to what is run (the headless server's carries a JSON line).
const out = process.stderr;
const LONG_STEP = 1000;

/** One line for the user. */
export function say(text) {
  out.write(`tooltrail: ${text}\n`);
}

/**
 * Runs one step of the work, named in one line, with the time it took at the end when that was long.
 * On a terminal the line is rewritten as the step proceeds; elsewhere (a log file) each report is a line.
 *
 * @param {string} label what is being done, e.g. `building the app`
 * @param {(progress: (done: number, total: number, unit?: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function step(label, work) {
  const started = performance.now();
  const line = (text, end) => out.write(`${out.isTTY ? '\r\x1b[K' : ''}tooltrail: ${label}${text}${end}`);
  const open = out.isTTY ? '' : '\n';
  line(' …', open);
  try {
    const result = await work(progressReporter((text) => line(` … ${text}`, open)));
    const elapsed = performance.now() - started;
    if (out.isTTY || elapsed > LONG_STEP) line(`: done in ${seconds(elapsed)}`, '\n');
    return result;
  } catch (error) {
    if (out.isTTY) out.write('\n');
    throw Failure.from(label, error);
  }
}

/** `1.2 s`, for people. */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Passes progress on when it is worth reading: each percent on a terminal, each tenth or so in a log. */
function progressReporter(write) {
  const [stride, pause] = out.isTTY ? [1, 0] : [10, 1000];
  let shown = 0;
  let written = performance.now();
  return (done, total, unit = '') => {
    const percent = Math.floor((Math.min(done, total) / total) * 100);
    if (percent < shown + stride || performance.now() - written < pause) return;
    shown = percent;
    written = performance.now();
    write(`${percent} % of ${total}${unit && ` ${unit}`}`);
  };
}
