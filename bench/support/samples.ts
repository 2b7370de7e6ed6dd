import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Payload = Record<string, unknown>;

const FILES = ['claude-code-permission-requests.jsonl', 'claude-code-tools-and-subagents.jsonl'];
const [SHORTEST, LONGEST] = [300, 1000];

/** Hook payloads of recorded runs of Claude Code, those of 300 to 1,000 bytes, in the order in which they came. */
export const PAYLOADS: readonly Payload[] = FILES.flatMap((file) =>
  readFileSync(resolve('tests/fixtures', file), 'utf8').split('\n'),
)
  .filter((line) => line.length >= SHORTEST && line.length <= LONGEST)
  .map((line) => JSON.parse(line) as Payload);

/** The payload for an event; they take turns. */
export function payloadOf(index: number): Payload {
  return PAYLOADS[index % PAYLOADS.length]!;
}

/** The same as an event of the plain shape. */
export function plainEvent(index: number, fields: Payload = {}): Payload {
  const payload = payloadOf(index);
  const { session_id, tool_name = null } = payload;
  return { type: 'tool_start', source: 'claude-code', session_id, tool: tool_name, ...fields, ...payload };
}
