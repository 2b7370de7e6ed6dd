import { writeFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';
import type { MonitorEvent } from '../../../src/shared/events';
import { eventsOf, SAMPLE_NAMES, stepsOf } from '../../support/samples';

const MINUTE = 60_000;
const PROJECTS = ['notes-app', 'billing-api', 'search-index', 'docs-site', 'infra'];

/** Events of recorded runs, again and again over the last minutes: each run a session of its own, some calls slower. */
export function recordedHistory(runs: number, minutes: number): MonitorEvent[] {
  const begin = Date.now() - minutes * MINUTE;
  return Array.from({ length: runs }, (_, run) => {
    const events = eventsOf(stepsOf(SAMPLE_NAMES[run % SAMPLE_NAMES.length]!));
    const start = begin + ((run + 0.2) / runs) * minutes * MINUTE;
    const first = events[0]!.timestamp;
    const pace = 1 + ((run * 7) % 13);
    const project = PROJECTS[run % PROJECTS.length]!;
    return events.map((event, index): MonitorEvent => {
      const text = JSON.stringify(event)
        .replaceAll('notes-app', project)
        .replaceAll(event.session_id ?? '\0', `${event.session_id}-${run}`);
      const { duration_ms: duration, ...copy } = JSON.parse(text) as MonitorEvent;
      return {
        ...copy,
        seq: run * 1000 + index + 1,
        id: `run-${run}-${index}`,
        timestamp: Math.round(start + (event.timestamp - first) * 40 * pace),
        ...(duration !== undefined && { duration_ms: duration * pace }),
      };
    });
  }).flat();
}

/** Has the next question where to write or what to read answered with a file. */
export async function answerDialogs(electron: ElectronApplication, file: string): Promise<void> {
  await electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
}

/** Brings events into the app as a user does who imports a file. */
export async function importHistory(
  app: { electron: ElectronApplication; home: string },
  events: readonly unknown[],
): Promise<void> {
  const file = `${app.home}/history.jsonl`;
  writeFileSync(file, events.map((event) => JSON.stringify(event)).join('\n'));
  await answerDialogs(app.electron, file);
  const page = await app.electron.firstWindow();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        let id: number | null = null;
        window.tooltrail.jobs.onChange((job) => {
          if (job.id !== id || job.state === 'running') return;
          if (job.state === 'done') resolve();
          else reject(new Error(job.result ?? job.state));
        });
        void window.tooltrail.jobs.import().then((started) => (id = started));
      }),
  );
}
