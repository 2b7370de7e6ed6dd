import type { Activity, CallState, SessionActivity } from '../../../shared/activity/types';
import type { Source } from '../../../shared/events';
import type { View } from '../navigation.svelte';
import { counted } from './format';
import { harmlessLine } from './text';

/** What the state of a call is called. */
export const CALL_STATES: Record<CallState, string> = {
  running: 'running',
  waiting: 'waiting for you',
  success: 'ok',
  failure: 'failed',
  denied: 'denied',
  interrupted: 'interrupted',
  unknown: 'ended, outcome not told',
  unfinished: 'never finished',
};

export const VIEW_NAMES: Record<View, string> = {
  overview: 'Overview',
  session: 'Session',
  files: 'Files',
  tools: 'Tools',
  search: 'Search',
  server: 'Server',
  settings: 'Settings',
};

/** What an agent's makers call it. */
export const SOURCE_NAMES: Record<Source, string> = {
  'claude-code': 'Claude Code',
  'claude-mpm': 'Claude MPM',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  opencode: 'OpenCode',
  cursor: 'Cursor',
  copilot: 'Copilot',
  api: 'API',
};

/** What a session is known by: its project, else the beginning of its id. */
export function sessionTitle({ key, project }: Pick<SessionActivity, 'key' | 'project'>): string {
  if (project) return harmlessLine(project);
  return key === '' ? 'No session' : harmlessLine(key.slice(0, 8));
}

/** "48 calls, 1 failed" */
export function callCounts({ calls, failed }: Pick<SessionActivity, 'calls' | 'failed'>): string {
  return failed === 0 ? counted(calls, 'call') : `${counted(calls, 'call')}, ${failed} failed`;
}

/** What stands in the tool's place; an MCP tool by its own name, which its server's would push out of the row. */
export function toolName(tool: string): string {
  const parts = tool.split('__');
  return harmlessLine(parts[0] === 'mcp' && parts.length > 2 ? parts.slice(2).join('__') : tool);
}

/** Tools whose line is a sentence, not a command, a path or a pattern. */
const SENTENCES = new Set([
  'agent',
  'task',
  'taskcreate',
  'taskupdate',
  'todowrite',
  'write_todos',
  'websearch',
]);

/** Whether the line of a tool's call is to be set as code. */
export function readsAsCode(tool: string): boolean {
  return !SENTENCES.has(tool.toLowerCase());
}

/** What an entry of the timeline is called: its tool, or its label. */
export function entryName(entry: Activity): string {
  return entry.kind === 'call' ? toolName(entry.tool) : harmlessLine(entry.label);
}
