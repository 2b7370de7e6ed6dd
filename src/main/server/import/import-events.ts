import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../../shared/limits';
import { RefusedEvent, type RecordedResult } from '../ingest';
import type { JobControl, JobResult } from '../jobs/jobs';
import { linesOf } from './lines';

/** Room for what an event has beside its payload, in bytes. */
const RECORD_BYTES = 64 * 1024;
/** Events handed on at a time, and about how many bytes of them. */
const BATCH_EVENTS = 500;
const BATCH_BYTES = 2 * 1024 * 1024;
/** Lines that could not be taken and are told of. */
const MOST_PROBLEMS = 100;
/** When the server has too much to do, it is asked again after so many ms. */
const PATIENCE = 250;

/** Takes in recorded events; see `SocketIOServerCore.importEvents`. */
export type TakeIn = (payloads: unknown[]) => Promise<RecordedResult>;

interface Batch {
  /** The number of each one's line. */
  lines: number[];
  payloads: unknown[];
  /** Where in the file the last one ends. */
  end: number;
}

/**
 * Brings the events of a JSONL file into the journal, as an export wrote them. Events that are there already stay as
 * they are; lines that are no event are told by number and field, and the others are taken.
 *
 * @throws what the disk says; RefusedEvent when the journal cannot keep events
 */
export async function importEvents(
  file: string,
  takeIn: TakeIn,
  { signal, progress }: JobControl,
): Promise<JobResult> {
  const { size } = await stat(file);
  const problems: string[] = [];
  let [stored, known, refused] = [0, 0, 0];
  const complain = (line: number, message: string) => {
    if (refused++ < MOST_PROBLEMS) problems.push(`Line ${line}: ${message}`);
  };
  for await (const { lines, payloads, end } of batches(file, signal, complain)) {
    const { accepted, duplicates, rejected } = await patiently(() => takeIn(payloads), signal);
    stored += accepted - duplicates;
    known += duplicates;
    for (const { index, message } of rejected) complain(lines[index]!, message);
    progress(end, size);
  }
  if (refused > MOST_PROBLEMS) problems.push(`… and ${refused - MOST_PROBLEMS} more`);
  return { result: resultWords(stored, known, refused), problems };
}

async function* batches(
  file: string,
  signal: AbortSignal,
  complain: (line: number, message: string) => void,
): AsyncGenerator<Batch> {
  let batch: Batch = { lines: [], payloads: [], end: 0 };
  let begun = 0;
  const chunks = createReadStream(file, { signal }) as AsyncIterable<Buffer>;
  for await (const { number, text, end } of linesOf(chunks, LIMITS.bodyBytes + RECORD_BYTES)) {
    batch.end = end;
    const payload = text === null ? undefined : parse(text);
    if (text === null) complain(number, `longer than ${LIMITS.bodyBytes / 1024 / 1024} MiB`);
    else if (payload === undefined) complain(number, 'not JSON');
    else {
      batch.lines.push(number);
      batch.payloads.push(payload);
    }
    if (batch.lines.length < BATCH_EVENTS && end - begun < BATCH_BYTES) continue;
    yield batch;
    batch = { lines: [], payloads: [], end };
    begun = end;
  }
  yield batch;
}

/** Waits while the server refuses for having too much to do. */
async function patiently(
  action: () => Promise<RecordedResult>,
  signal: AbortSignal,
): Promise<RecordedResult> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof RefusedEvent) || error.reason !== 'overloaded') throw error;
      await sleep(PATIENCE);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function resultWords(stored: number, known: number, refused: number): string {
  const parts = [`${stored.toLocaleString()} ${stored === 1 ? 'event' : 'events'} imported`];
  if (known > 0) parts.push(`${known.toLocaleString()} already there`);
  if (refused > 0) parts.push(`${refused.toLocaleString()} ${refused === 1 ? 'line' : 'lines'} left out`);
  return parts.join(', ');
}
