import { textAt } from '../../../../shared/payload';
import { factsSection, hint, present, valueSection } from '../make-sections';
import type { Section } from '../sections';
import { errorSection, silence, type CallData } from './call-data';

/** A tool of an MCP server: `mcp__server__tool`. */
export function mcpSections(data: CallData): Section[] {
  const [, server = '', ...tool] = data.tool.split('__');
  return present(
    factsSection([
      { name: 'Server', text: server, code: true },
      { name: 'Tool', text: tool.join('__'), code: true },
    ]),
    ...otherSections(data),
  );
}

/** A tool that nobody has heard of: all that is told of it. */
export function otherSections(data: CallData): Section[] {
  const answer = textOfJson(data.output);
  const error = errorSection(data);
  const output = error?.kind === 'text' && error.text === answer ? null : valueSection('Output', answer);
  return present(
    valueSection('Input', data.input) ?? hint('It was called with nothing.'),
    error,
    output ?? (error ? null : hint(silence(data))),
  );
}

/** What a text holds that is JSON, as many MCP servers answer; the text itself where it is none. */
function textOfJson(output: unknown): unknown {
  const parts = Array.isArray(output) ? output : [output];
  const text = parts.length === 1 && typeof parts[0] !== 'string' ? textAt(parts[0], 'text') : output;
  if (typeof text !== 'string' || text.length > 200_000 || !/^\s*[[{]/.test(text)) return text ?? output;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
