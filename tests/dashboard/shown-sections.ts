import { copyText, diffText } from '../../src/renderer/src/detail/rows';
import type { Section } from '../../src/renderer/src/detail/sections';
import { callData, type CallData } from '../../src/renderer/src/detail/tools/call-data';
import { toolSections } from '../../src/renderer/src/detail/tools';
import type { MonitorEvent } from '../../src/shared/events';
import { madeUp } from '../support/samples';

/** What is told of a call. Its end is told where an answer, an error or a whole payload is. */
export interface Told {
  source?: MonitorEvent['source'];
  input?: unknown;
  answer?: unknown;
  error?: string;
  /** The payload at the end, where it is not `{ tool_response: answer }`. */
  end?: Record<string, unknown>;
  cwd?: string;
}

export function dataOf(
  tool: string,
  { source = 'claude-code', input, answer, error, end, cwd }: Told,
): CallData {
  const call = { tool, source, ...(cwd !== undefined && { cwd }) };
  const start = madeUp({ seq: 1, type: 'tool_start', ...call, data: { tool_input: input } });
  const ended = answer !== undefined || error !== undefined || end !== undefined;
  const stop = ended
    ? madeUp({ seq: 2, type: 'tool_stop', ...call, data: end ?? { tool_response: answer } })
    : undefined;
  const state = !ended ? 'running' : error === undefined ? 'success' : 'failure';
  return callData(
    { tool, error: error ?? null, state, stopSeq: stop?.seq ?? null },
    { start, stop },
    '/work',
  );
}

/** What the details show of a call. */
export function shownOf(tool: string, told: Told): unknown[] {
  return toolSections(dataOf(tool, told)).map(shown);
}

/** A section as few words: its title and what is copied of it, a diff as such, facts by their names. */
function shown(section: Section): unknown {
  switch (section.kind) {
    case 'hint':
      return section.text;
    case 'facts':
      return Object.fromEntries(section.facts.map(({ name, text }) => [name, text]));
    case 'diff':
      return diffText(section);
    default: {
      const title = [section.title, section.remark?.text].filter(Boolean).join(', ');
      return [title, copyText(section)?.() ?? null];
    }
  }
}
