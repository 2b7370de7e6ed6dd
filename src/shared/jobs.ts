import { z } from 'zod';

/** Work that takes long enough to be watched and broken off. */
export type JobKind = 'export' | 'import' | 'compact';

/** Where a piece of long work stands. */
export interface Job {
  id: number;
  kind: JobKind;
  /** What it works on, in a few words. */
  title: string;
  /** How far it is, of `total`, in whatever it counts. */
  done: number;
  total: number;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  /** What came of it, or why it failed, in words; null while it runs. */
  result: string | null;
  /** What was left out, and why: the first of it. */
  problems: string[];
}

const EXPORT_FORMATS = ['jsonl', 'csv', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const name = z.string().min(1).max(1000).optional();
const moment = z.number().nonnegative().optional();

/** Which events of the history are meant. Each field narrows what the others leave. */
const selectionSchema = z.strictObject({
  session: name,
  agent: name,
  type: name,
  tool: name,
  failed: z.literal(true).optional(),
  /** First and last ms of arrival, since the epoch. */
  since: moment,
  until: moment,
  q: z.string().min(1).max(10_000).optional(),
});
export type Selection = z.infer<typeof selectionSchema>;

export const exportRequestSchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  selection: selectionSchema,
  /** What it is of, in a few words: the report's title and the beginning of the file's name. */
  title: z.string().min(1).max(200),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;
