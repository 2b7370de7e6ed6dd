import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** The payloads of a recorded run, in the order in which they came. */
export function recorded(file: string): Record<string, unknown>[] {
  return readFileSync(join(FIXTURES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export const CLAUDE = 'claude-code-tools-and-subagents.jsonl';
export const PERMISSIONS = 'claude-code-permission-requests.jsonl';
