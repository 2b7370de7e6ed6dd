import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat, ExportRequest } from '../../../shared/jobs';
import type { EventJournal } from '../event-journal';
import type { JobControl, JobResult } from '../jobs/jobs';
import { CSV_HEADINGS, csvLine } from './csv';
import { htmlReport } from './html-report';
import { matchingEvents } from './matching-events';

type Writer = (
  journal: EventJournal,
  request: ExportRequest,
  control: JobControl,
  count: (events: number) => void,
) => AsyncGenerator<string>;

const WRITERS: Record<ExportFormat, Writer> = {
  async *jsonl(journal, { selection }, control, count) {
    for await (const events of matchingEvents(journal, selection, control)) {
      count(events.length);
      yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
    }
  },
  async *csv(journal, { selection }, control, count) {
    yield CSV_HEADINGS;
    for await (const events of matchingEvents(journal, selection, control)) {
      count(events.length);
      yield events.map(csvLine).join('');
    }
  },
  html: htmlReport,
};

/**
 * Writes the selected events to a file, page by page. The file appears when it is complete; one that was there before
 * is replaced then, and stays as it was where this fails or is broken off.
 *
 * @throws what the journal or the disk say
 */
export async function exportEvents(
  journal: EventJournal,
  request: ExportRequest,
  file: string,
  control: JobControl,
): Promise<JobResult> {
  const part = `${file}.part`;
  let events = 0;
  const chunks = WRITERS[request.format](journal, request, control, (more) => (events += more));
  try {
    // What agents did is private, also outside of the home.
    await pipeline(Readable.from(chunks), createWriteStream(part, { mode: 0o600 }), {
      signal: control.signal,
    });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { result: `${events.toLocaleString()} ${events === 1 ? 'event' : 'events'} written to ${file}` };
}
