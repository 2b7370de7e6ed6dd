import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import type { ExportFormat, ExportRequest, JobKind } from '../../shared/jobs';
import { exportEvents } from '../server/export/export-events';
import { importEvents } from '../server/import/import-events';
import type { Jobs } from '../server/jobs/jobs';
import type { MonitorHost } from '../server/monitor-host';
import type { Handlers } from './ipc-handlers';

type JobChannel = 'export:start' | 'import:start' | 'journal:compact' | 'job:list' | 'job:cancel';

const FORMAT_NAMES: Record<ExportFormat, string> = {
  jsonl: 'Events, one JSON object a line',
  csv: 'Table (CSV)',
  html: 'Report (HTML)',
};

const NO_SERVER = 'This needs the server to run in this Tooltrail: it is stopped, or another one runs it.';

/** What the window can ask for that takes long. The user says in the system's own dialog where files are. */
export function jobHandlers(jobs: Jobs, host: MonitorHost): Pick<Handlers, JobChannel> {
  // As a job that failed, it is told wherever it was asked for.
  const refuse = (kind: JobKind, title: string): number =>
    jobs.start(kind, title, () => Promise.reject(new Error(NO_SERVER)));
  return {
    'export:start': async (request) => {
      const { instance } = host;
      const title = `Export ${request.title}`;
      if (!instance) return refuse('export', title);
      const file = await askWhereTo(request);
      if (!file) return null;
      return jobs.start('export', title, (control) => exportEvents(instance.journal, request, file, control));
    },
    'import:start': async () => {
      const { instance } = host;
      if (!instance) return refuse('import', 'Import');
      const file = await askWhereFrom();
      if (!file) return null;
      return jobs.start('import', `Import ${file}`, (control) =>
        importEvents(file, (payloads) => instance.core.importEvents(payloads), control),
      );
    },
    'journal:compact': () => {
      const { instance } = host;
      const title = 'Compact the journal';
      if (!instance) return refuse('compact', title);
      return jobs.start('compact', title, async (control) => {
        const before = instance.journal.size;
        await instance.journal.compact(control);
        const saved = Math.max(0, before - instance.journal.size);
        return { result: `${(saved / 1024 / 1024).toFixed(1)} MB given back to the disk` };
      });
    },
    'job:list': () => jobs.list,
    'job:cancel': (id) => jobs.cancel(id),
  };
}

async function askWhereTo({ format, title }: ExportRequest): Promise<string | null> {
  const options = {
    title: 'Export',
    defaultPath: join(app.getPath('documents'), `${fileName(title)}.${format}`),
    filters: [{ name: FORMAT_NAMES[format], extensions: [format] }],
  };
  const window = BrowserWindow.getFocusedWindow();
  const { filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return filePath || null;
}

async function askWhereFrom(): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title: 'Import',
    properties: ['openFile'],
    filters: [{ name: FORMAT_NAMES.jsonl, extensions: ['jsonl', 'ndjson', 'json'] }],
  };
  const window = BrowserWindow.getFocusedWindow();
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}

/** A title as the name of a file on any system. */
function fileName(title: string): string {
  return (
    title
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
      .replace(/^[. -]+|[. -]+$/g, '')
      .slice(0, 80) || 'tooltrail'
  );
}
