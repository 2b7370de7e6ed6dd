import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderCalls, WriterCalls } from './protocol';
import { Reader } from './reader';
import { serve } from './thread-port';
import { Writer } from './writer';

/** What a thread is for: one writes, the other reads, so that neither waits for the other. */
export type ThreadRole = 'writer' | 'reader';

function writerCalls(): WriterCalls {
  let writer: Writer;
  return {
    open: (file, retention) => (writer = new Writer(file, retention)).opened,
    append: (batch) => writer.append(batch),
    compact: () => writer.compact(),
    retain: (retention) => writer.retain(retention),
    prune: (indexBytes) => writer.prune(indexBytes),
    close: (damaged) => writer.close(damaged),
  };
}

function readerCalls(): ReaderCalls {
  let reader: Reader;
  return {
    open: (file, opened, retention) => void (reader = new Reader(file, opened, retention)),
    readAfter: (after, bounds) => reader.readAfter(after, bounds),
    query: (query) => reader.query(query),
    index: () => reader.index(),
    indexBytes: (oldest) => reader.indexBytes(oldest),
    compact: (part) => reader.compact(part),
    checkpoint: (least, long) => reader.checkpoint(least, long),
    beginLogAnew: () => reader.beginLogAnew(),
    emptyLogs: () => reader.emptyLogs(),
    close: () => reader.close(),
  };
}

const role = workerData as ThreadRole;
serve(parentPort!, role === 'writer' ? writerCalls() : readerCalls());
