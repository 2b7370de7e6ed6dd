import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import type { ExportFormat, ExportRequest } from '../../shared/jobs';
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

/** What the window can ask for that takes long. The user says in the system's own dialog where files are. */
export function jobHandlers(jobs: Jobs, host: MonitorHost): Pick<Handlers, JobChannel> {
  return {
    'export:start': async (request) => {
      const { instance } = host;
      const file = instance && (await askWhereTo(request));
      if (!instance || !file) return null;
      return jobs.start('export', `Export ${request.title}`, (control) =>
        exportEvents(instance.journal, request, file, control),
      );
    },
    'import:start': async () => {
      const { instance } = host;
      const file = instance && (await askWhereFrom());
      if (!instance || !file) return null;
      return jobs.start('import', `Import ${file}`, (control) =>
        importEvents(file, (payloads) => instance.core.importEvents(payloads), control),
      );
    },
    'journal:compact': () => {
      const { instance } = host;
      if (!instance) return null;
      return jobs.start('compact', 'Compact the journal', async (control) => {
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
