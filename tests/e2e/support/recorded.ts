import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const CLAUDE = 'claude-code-tools-and-subagents.jsonl';
export const PERMISSIONS = 'claude-code-permission-requests.jsonl';

type Payload = Record<string, unknown>;

/** The payloads of a recorded run, in the order in which its hooks fired. */
export function recorded(file: string): Payload[] {
  const lines = readFileSync(join(import.meta.dirname, '../../fixtures', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Payload);
}

/** The payloads that one agent sends in the sample which the app plays. */
export function sampled(agent: string): Payload[] {
  const lines = readFileSync(join(import.meta.dirname, '../../../resources/sample-session.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { agent: string; payload: Payload })
    .filter((step) => step.agent === agent)
    .map(({ payload }) => payload);
}

let made = 0;

/** Start and end of a call as Claude Code sends them, made from a recorded one. */
export function callLike(tool: string, input: unknown, response: unknown, fields: Payload = {}): Payload[] {
  const [start, stop] = recorded('claude-code-tools-and-subagents.jsonl').slice(2, 4);
  const own = { tool_name: tool, tool_input: input, tool_use_id: `toolu_made_${made++}`, ...fields };
  return [
    { ...start, ...own },
    { ...stop, ...own, tool_response: response },
  ];
}
