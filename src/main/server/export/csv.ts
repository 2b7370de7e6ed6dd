import { summarizeCall } from '../../../shared/activity/summary';
import { wordsFor } from '../../../shared/activity/labels';
import type { MonitorEvent } from '../../../shared/events';
import { toolInput } from '../../../shared/payload';

type Cell = string | number | boolean | null | undefined;

const COLUMNS: [string, (event: MonitorEvent) => Cell][] = [
  ['seq', ({ seq }) => seq],
  ['time', ({ timestamp }) => iso(timestamp)],
  ['received', ({ received_at }) => iso(received_at)],
  ['type', ({ type }) => type],
  ['source', ({ source }) => source],
  ['session', ({ session_id }) => session_id],
  ['agent', ({ agent_id }) => agent_id],
  ['tool', ({ tool }) => tool],
  ['summary', summaryOf],
  ['outcome', ({ outcome }) => outcome],
  ['duration_ms', ({ duration_ms }) => duration_ms],
  ['error', ({ error }) => error],
  ['cwd', ({ cwd }) => cwd],
  ['tool_use_id', ({ tool_use_id }) => tool_use_id],
  ['id', ({ id }) => id],
  ['trusted', ({ trusted }) => trusted],
  ['data', ({ data }) => JSON.stringify(data)],
];

/** The line of headings. It begins with a mark by which spreadsheets know that the text is UTF-8. */
export const CSV_HEADINGS = `\ufeff${COLUMNS.map(([heading]) => heading).join()}\r\n`;

/** An event as a line of CSV (RFC 4180). */
export function csvLine(event: MonitorEvent): string {
  return `${COLUMNS.map(([, read]) => csvCell(read(event))).join()}\r\n`;
}

/**
 * A value as a cell. Text that a spreadsheet would take for a formula is made text by an apostrophe: what agents wrote
 * must not be run by opening a file.
 */
export function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function summaryOf(event: MonitorEvent): string {
  if (event.tool !== null) return summarizeCall(event.tool, toolInput(event), event.cwd ?? null);
  const { label, summary } = wordsFor(event);
  return summary === '' ? label : `${label}: ${summary}`;
}

/** Not every number is a moment that has a date. */
function iso(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
