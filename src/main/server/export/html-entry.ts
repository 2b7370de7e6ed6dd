import { diffLines } from 'diff';
import type { AgentActivity, CallActivity, CallState, NoteActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import { messageText, promptText, textAt, toolInput, toolOutput, valueAt } from '../../../shared/payload';
import { block, escapeHtml, valueBlock } from './html';
import { clockTime, duration } from './html-words';

const STATES: Record<CallState, { mark: string; word: string }> = {
  running: { mark: '○', word: 'running' },
  waiting: { mark: '◆', word: 'waiting for an answer' },
  success: { mark: '●', word: 'ok' },
  failure: { mark: '✕', word: 'failed' },
  denied: { mark: '⊘', word: 'denied' },
  interrupted: { mark: '‖', word: 'interrupted' },
  unknown: { mark: '○', word: 'ended, outcome not told' },
  unfinished: { mark: '◌', word: 'never finished' },
};
/** So short a message is a reason such as "other", which the line leaves out for saying nothing. */
const WORD = 20;
/** A diff of more text than this, in UTF-16 units, takes too long; both sides are shown instead. */
const MOST_COMPARED = 50_000;

/** A tool call: one line, and behind it what went in and what came out. */
export function callHtml(
  call: CallActivity,
  events: { start: MonitorEvent | undefined; stop: MonitorEvent | undefined },
  agent: AgentActivity | undefined,
): string {
  const { mark, word } = STATES[call.state];
  const input = inputOf(events.start) ?? inputOf(events.stop);
  const output = outputHtml(input, events.stop);
  const took = call.durationMs === null ? '' : duration(call.durationMs);
  const error = call.error === null ? '' : `<em>${escapeHtml(call.error)}</em>`;
  return `<details class="call ${call.state}${agent ? ` nested hue${agent.index % 5}` : ''}">
<summary>${timeHtml(call.at)}<i title="${word}">${mark}</i><b>${escapeHtml(call.tool)}</b><code>${escapeHtml(call.summary)}</code>${error}${agentHtml(agent)}<span class="took">${took}</span></summary>
<div><h4>Input</h4>${inputHtml(input)}${output === '' ? '' : `<h4>Output</h4>${output}`}</div>
</details>
`;
}

/** A prompt as a heading; anything else as one line, with what was said behind it. */
export function noteHtml(note: NoteActivity, event: MonitorEvent | undefined, agent?: AgentActivity): string {
  if (note.type === 'prompt') {
    const text = (event && promptText(event)) ?? note.summary;
    return `<h3>${timeHtml(note.at)}<span>${escapeHtml(text || note.label)}</span></h3>\n`;
  }
  const said = (event && messageText(event)) ?? '';
  const line = `${timeHtml(note.at)}<i>·</i><span>${escapeHtml(note.label)}</span><code class="dim">${escapeHtml(note.summary)}</code>${agentHtml(agent)}`;
  // What fits into the line needs no room of its own.
  if (said.length <= Math.max(note.summary.length, WORD)) return `<p class="note">${line}</p>\n`;
  return `<details class="note"><summary>${line}</summary><div>${block(said, 'said')}</div></details>\n`;
}

function timeHtml(at: number): string {
  return `<time>${clockTime(at)}</time>`;
}

function agentHtml(agent: AgentActivity | undefined): string {
  return agent ? `<span class="agent">${escapeHtml(agent.label)}</span>` : '';
}

function inputOf(event: MonitorEvent | undefined): unknown {
  return event && toolInput(event);
}

function inputHtml(input: unknown): string {
  const before = textAt(input, 'old_string');
  const after = textAt(input, 'new_string');
  if (before !== null || after !== null) return diffHtml(before ?? '', after ?? '');
  const edits = valueAt(input, 'edits');
  if (Array.isArray(edits)) return edits.map(inputHtml).join('');
  const command = textAt(input, 'command');
  if (command !== null) return block(command);
  const content = textAt(input, 'content');
  return content === null ? valueBlock(input) : diffHtml('', content);
}

/** What came out. Tools that change files answer, beyond words, with what went in. */
function outputHtml(input: unknown, stop: MonitorEvent | undefined): string {
  const output = stop && toolOutput(stop);
  const changes = textAt(input, 'new_string') ?? textAt(input, 'content') ?? valueAt(input, 'edits');
  return changes !== null && changes !== undefined && typeof output !== 'string' ? '' : valueBlock(output);
}

function diffHtml(before: string, after: string): string {
  if (before.length + after.length > MOST_COMPARED) return block(before, 'removed') + block(after, 'added');
  const lines = diffLines(before, after).map(({ value, added, removed }) =>
    block(value.replace(/\n$/, ''), added ? 'added' : removed ? 'removed' : ''),
  );
  return `<div class="diff">${lines.join('')}</div>`;
}
