import type { CallActivity } from '../../../../shared/activity/types';
import { isJsonObject, type MonitorEvent } from '../../../../shared/events';
import { toolInput, toolOutput, valueAt } from '../../../../shared/payload';
import { present, textSection, hint } from '../make-sections';
import type { Section } from '../sections';

/** What the renderers of tools are given of a call, or of a question about one. */
export interface CallData {
  readonly tool: string;
  readonly start: MonitorEvent | undefined;
  readonly stop: MonitorEvent | undefined;
  /** What the tool was called with. */
  readonly input: unknown;
  /** What it answered, as its agent sent it; undefined while there is none. */
  readonly response: unknown;
  /** The same as a person wants to see it. */
  readonly output: unknown;
  readonly error: string | null;
  /** It goes on, or waits for the user. */
  readonly open: boolean;
  /** The folder that relative paths are in. */
  readonly folder: string | null;
}

/** Reads a call's events. The end repeats the input with most agents, so that either will do for that. */
export function callData(
  call: Pick<CallActivity, 'tool' | 'error' | 'state' | 'stopSeq'>,
  { start, stop }: { start: MonitorEvent | undefined; stop: MonitorEvent | undefined },
  sessionFolder: string | null,
): CallData {
  const event = start ?? stop;
  const input = start && toolInput(start) !== undefined ? toolInput(start) : stop && toolInput(stop);
  return {
    tool: call.tool,
    start,
    stop,
    input,
    response: stop && responseOf(stop),
    output: stop && toolOutput(stop),
    error: call.error,
    open: call.state === 'running' || call.state === 'waiting',
    folder: event?.cwd ?? sessionFolder,
  };
}

function responseOf(stop: MonitorEvent): unknown {
  if (stop.source === 'opencode') return valueAt(stop.data, 'output');
  return (
    valueAt(stop.data, 'tool_response') ??
    valueAt(valueAt(stop.data, 'data'), 'tool_response') ??
    toolOutput(stop)
  );
}

/** What went wrong, whole where the end of the call tells it whole. */
export function errorSection({ error, output }: CallData): Section | null {
  if (error === null) return null;
  const whole = typeof output === 'string' && output.startsWith(error.replace(/…$/, '')) ? output : error;
  return textSection('Error', whole, { look: 'terminal', bad: true });
}

/** What a call answered where it is shown as it is; in its place what is wrong, or that there is nothing yet. */
export function outputSections(data: CallData, title = 'Output'): Section[] {
  const error = errorSection(data);
  const text = outputText(data);
  const repeats = error?.kind === 'text' && text !== null && error.text.includes(text.trim());
  const output =
    text === null || text.trim() === '' || repeats ? null : textSection(title, text, { look: 'terminal' });
  return output || error ? present(error, output) : [hint(silence(data))];
}

/** What is said where a call answered nothing. */
export function silence({ open, stop }: CallData): string {
  if (open) return 'Nothing yet: it goes on.';
  return stop ? 'It answered nothing.' : 'Its agent did not tell how it ended.';
}

/** The answer as text; null where it is none. */
export function outputText({ output }: CallData): string | null {
  return typeof output === 'string' ? output : null;
}

/** An object's field that is a number; null for anything else. */
export function numberAt(object: unknown, key: string): number | null {
  const value = valueAt(object, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An object's field that is a list; empty for anything else. */
export function listAt(object: unknown, key: string): readonly unknown[] {
  const value = valueAt(object, key);
  return Array.isArray(value) ? value : [];
}

/** The fields that are not told otherwise; null where none is left. */
export function otherFields(value: unknown, ...known: string[]): Record<string, unknown> | null {
  if (!isJsonObject(value)) return null;
  const rest = Object.entries(value).filter(([key]) => !known.includes(key));
  return rest.length === 0 ? null : Object.fromEntries(rest);
}
