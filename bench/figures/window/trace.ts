import { readFileSync, rmSync } from 'node:fs';
import type { Opened } from './app';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Beginning, length, and of that CPU time; in µs. */
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** What the browser calls the running of scripts on a page's main thread. */
const SCRIPTING = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
]);

/**
 * What the window's main thread did while it was traced, in ms of its CPU time: what others do on the machine meanwhile
 * hardly matters to this.
 */
export interface Traced {
  /** Scripting in each frame. */
  scripting: number[];
  /** The longest task. */
  longest: number;
}

/** Traces the window by the browser's own means while something happens. */
export async function traced(
  { electron }: Pick<Opened, 'electron'>,
  work: () => Promise<void>,
): Promise<Traced> {
  await electron.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({
      included_categories: ['devtools.timeline', 'devtools.timeline.frame', 'toplevel', '__metadata'],
    }),
  );
  await work();
  const file = await electron.evaluate(({ contentTracing }) => contentTracing.stopRecording());
  const pid = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  rmSync(file);
  return read(mainThread(traceEvents, pid));
}

function mainThread(events: readonly TraceEvent[], pid: number | undefined): TraceEvent[] {
  const main = events.find(
    (event) => event.pid === pid && event.name === 'thread_name' && event.args?.name === 'CrRendererMain',
  );
  if (!main) throw new Error('The trace knows nothing of the window.');
  return events
    .filter((event) => event.pid === pid && event.tid === main.tid && event.ph !== 'M')
    .sort((one, other) => one.ts - other.ts);
}

function read(events: readonly TraceEvent[]): Traced {
  const frames: number[] = [];
  let scripting = 0;
  let until = 0;
  let longest = 0;
  for (const { name, ph, ts, dur = 0, tdur = dur } of events) {
    if (name === 'AnimationFrame' && ph === 'b') {
      frames.push(scripting / 1000);
      scripting = 0;
    } else if (SCRIPTING.has(name) && ts >= until) {
      // What runs within another script is counted with that one.
      scripting += tdur;
      until = ts + dur;
    } else if (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask') {
      longest = Math.max(longest, tdur / 1000);
    }
  }
  return { scripting: frames.slice(1), longest };
}
