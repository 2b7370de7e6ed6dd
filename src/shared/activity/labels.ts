import type { MonitorEvent } from '../events';
import { messageText, promptText, toolInput, valueAt, textAt } from '../payload';
import { summarizeCall } from './summary';
import { oneLine } from './text';

/** How an event that is no tool call reads in a timeline. */
export interface Wording {
  /** A few words a person would use. */
  readonly label: string;
  /** The rest of the line; may be empty. */
  readonly summary: string;
}

/** Hooks that fire all the time and tell nothing that other events do not tell. They are counted, but not shown. */
const NOISE = new Set([
  // Claude Code: repeats the calls of a batch, each of which told of its own end.
  'PostToolBatch',
  // Gemini CLI: fires before every turn, whether or not anything is compressed.
  'PreCompress',
  // OpenCode: its inner life. The turn's end has an event of its own.
  'session.status',
  'session.diff',
  'session.updated',
  'file.edited',
  'file.watcher.updated',
]);
const NOISY_FAMILIES = /^(?:message|lsp)\./;

/** Whether an event is left out of the timeline. */
export function isNoise({ type, hook = '' }: MonitorEvent): boolean {
  return type === 'hook' && (NOISE.has(hook) || NOISY_FAMILIES.test(hook));
}

/** Puts an event into words. */
export function wordsFor(event: MonitorEvent): Wording {
  const { label, summary } = WORDS.get(event.type)?.(event) ?? unknownEvent(event);
  return { label: oneLine(label), summary: oneLine(summary) };
}

const WORDS = new Map<string, (event: MonitorEvent) => Wording>([
  ['session_start', sessionStart],
  ['session_end', (event) => ({ label: 'Session ended', summary: reason(event) })],
  ['prompt', (event) => ({ label: 'Prompt', summary: promptText(event) ?? '' })],
  ['turn_stop', (event) => ({ label: 'Turn ended', summary: messageText(event) ?? '' })],
  ['turn_error', (event) => ({ label: 'Turn failed', summary: event.error ?? messageText(event) ?? '' })],
  ['notification', (event) => ({ label: 'Notification', summary: messageText(event) ?? '' })],
  ['subagent_start', (event) => ({ label: 'Sub-agent started', summary: event.agent_type ?? '' })],
  ['subagent_stop', (event) => ({ label: 'Sub-agent ended', summary: messageText(event) ?? '' })],
  ['permission_request', permissionRequest],
  ['permission_denied', permissionDenied],
  ['task_created', (event) => ({ label: 'Task created', summary: messageText(event) ?? '' })],
  ['task_completed', (event) => ({ label: 'Task completed', summary: messageText(event) ?? '' })],
  ['compact_start', (event) => ({ label: 'Compacting the context', summary: reason(event) })],
  ['compact_stop', () => ({ label: 'Context compacted', summary: '' })],
]);

/** Why a session began, by what Claude Code and Gemini CLI call it. */
const BEGINNINGS = new Map<unknown, string>([
  ['resume', 'Session resumed'],
  ['clear', 'Session cleared'],
  ['compact', 'Session goes on with its context compacted'],
]);

function sessionStart(event: MonitorEvent): Wording {
  const label = BEGINNINGS.get(valueAt(event.data, 'source')) ?? 'Session started';
  return { label, summary: event.model ?? '' };
}

/** What an agent gives as a reason where it has none says nothing. */
function reason(event: MonitorEvent): string {
  const text = textAt(event.data, 'trigger') ?? messageText(event) ?? '';
  return text === 'other' ? '' : text;
}

function permissionRequest(event: MonitorEvent): Wording {
  const tool = event.tool ?? 'The agent';
  return { label: `${tool} asks for permission`, summary: callSummary(event) };
}

function permissionDenied(event: MonitorEvent): Wording {
  const label = event.tool === null ? 'Permission denied' : `${event.tool} was denied`;
  return { label, summary: callSummary(event) || (messageText(event) ?? '') };
}

function callSummary(event: MonitorEvent): string {
  return summarizeCall(event.tool ?? '', toolInput(event), event.cwd ?? null);
}

/** What every hook carries: it tells nothing of this one. */
const COMMON_FIELDS = new Set([
  'session_id',
  'transcript_path',
  'cwd',
  'hook_event_name',
  'permission_mode',
  'prompt_id',
  'turn_id',
  'agent_id',
  'agent_type',
  'model',
  'id',
  'type',
  'event',
  'subtype',
  'source',
  'timestamp',
  'hook',
]);

function unknownEvent(event: MonitorEvent): Wording {
  const label = asWords(event.type === 'hook' ? (event.hook ?? 'hook') : event.type);
  const told =
    messageText(event) ?? (event.tool === null ? rest(event) : `${event.tool} ${callSummary(event)}`);
  return { label, summary: told };
}

function rest({ data }: MonitorEvent): string {
  const own = Object.entries(data).filter(([key]) => !COMMON_FIELDS.has(key));
  return summarizeCall('', Object.fromEntries(own), null);
}

/** `CwdChanged`, `cwd_changed` and `cwd.changed` are all "Cwd changed". */
function asWords(name: string): string {
  const words = oneLine(name)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[._\-\s]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
