import { readFileSync } from 'node:fs';
import { normalizeHook, type HookAgent } from '../../src/main/server/normalize';
import { ToolPairing } from '../../src/main/server/pairing';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import type { CallState } from '../../src/shared/activity/types';
import type { MonitorEvent } from '../../src/shared/events';

/** A call that a sample holds, as somebody who reads it by hand would describe it. */
interface ExpectedCall {
  tool: string;
  summary: string;
  state: CallState;
  agentId: string | null;
  /** As the agent tells, in ms; null where only the times of arrival tell. */
  durationMs: number | null;
  error?: string;
}

interface Sample {
  agent: HookAgent;
  file: string;
  calls: ExpectedCall[];
}

export type Payload = Record<string, unknown>;

/** The recorded runs, with every call in them in the order in which they began. */
export const SAMPLES = {
  'claude-code permissions': {
    agent: 'claude-code',
    file: 'claude-code-permission-requests.jsonl',
    calls: [
      call('Bash', 'touch made-by-agent.txt && ls -la', 'success', 654),
      call('Write', 'notes.md · 3 lines', 'success', 67),
      call('Bash', 'sleep 1; echo parallel', 'success', 1056),
      call('Read', 'notes.md', 'success', 4),
      call('Edit', 'notes.md · +1 −1', 'success', 190),
      { ...call('Bash', 'exit 3', 'failure', 99), error: 'Exit code 3' },
      call('TaskCreate', 'Write the report', 'success', 61),
      call('Agent', 'Explore files', 'success', 427),
      call('Agent', 'Count files', 'success', 454),
      call('Bash', 'wc -l /home/dev/notes-app/notes.md', 'success', 100, 'adffd5fac523188d9'),
      call('Bash', 'wc -l /home/dev/notes-app/notes.md', 'success', 92, 'a84df0ecc408859bc'),
    ],
  },
  'claude-code sub-agents': {
    agent: 'claude-code',
    file: 'claude-code-tools-and-subagents.jsonl',
    calls: [
      call('Bash', 'echo hello && ls -la', 'success', 62),
      call('Write', 'notes.md · 3 lines', 'success', 13),
      call('Bash', 'sleep 1; echo parallel', 'success', 1020),
      call('Glob', '**/*.md', 'success', 18),
      call('Read', 'notes.md', 'success', 18),
      call('Edit', 'notes.md · +1 −1', 'success', 22),
      { ...call('Bash', 'exit 3', 'failure', 21), error: 'Exit code 3' },
      call('TaskCreate', 'Write the report', 'success', 36),
      call('Agent', 'Explore files', 'success', 277),
      call('Agent', 'Count files', 'success', 368),
      call('Bash', 'wc -l /home/dev/notes-app/notes.md', 'success', 49, 'a7fd424e7a19a8339'),
      call('Bash', 'wc -l /home/dev/notes-app/notes.md', 'success', 56, 'ac9d0cdb96f500d90'),
    ],
  },
  codex: {
    agent: 'codex',
    file: 'codex-tools.jsonl',
    calls: [
      call('Bash', 'echo hello && ls', 'unknown', null),
      call('Bash', String.raw`printf '# Notes\nfirst line\n' > notes.md`, 'unknown', null),
      call('Bash', 'exit 3', 'unknown', null),
    ],
  },
  gemini: {
    agent: 'gemini',
    file: 'gemini-cli-tools.jsonl',
    calls: [
      call('run_shell_command', 'echo hello && ls', 'success', 70),
      call('write_file', 'notes.md · 2 lines', 'success', 32),
      call('read_file', 'notes.md', 'success', 35),
      { ...call('run_shell_command', 'exit 3', 'failure', 27), error: 'Exit code 3' },
    ],
  },
  opencode: {
    agent: 'opencode',
    file: 'opencode-plugin.jsonl',
    calls: [
      call('bash', 'echo hello && ls', 'success', null),
      call('write', 'notes.md · 2 lines', 'success', null),
      { ...call('bash', 'exit 3', 'failure', null), error: 'Exit code 3' },
    ],
  },
} satisfies Record<string, Sample>;

export type SampleName = keyof typeof SAMPLES;
export const SAMPLE_NAMES = Object.keys(SAMPLES) as SampleName[];

function call(
  tool: string,
  summary: string,
  state: CallState,
  durationMs: number | null,
  agentId: string | null = null,
): ExpectedCall {
  return { tool, summary, state, durationMs, agentId };
}

/** The payloads of a sample, in the order in which its hooks fired. */
export function loadSample(name: SampleName): Payload[] {
  const file = new URL(`../fixtures/${SAMPLES[name].file}`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Payload);
}

/** A payload on its way to the server. `at` is when it arrives, in ms since the epoch. */
export interface Step {
  agent: HookAgent;
  payload: Payload;
  at: number;
}

/** About when the samples were recorded: some payloads tell the time themselves. */
export const RECORDED_AT = Date.parse('2026-11-22T19:16:59.800Z');

/** The payloads of a sample, one every `interval` ms. */
export function stepsOf(name: SampleName, interval = 10): Step[] {
  const { agent } = SAMPLES[name];
  return loadSample(name).map((payload, index) => ({ agent, payload, at: RECORDED_AT + index * interval }));
}

/** Payloads in order of arrival as the events that the server makes of them. */
export function eventsOf(steps: readonly Step[]): MonitorEvent[] {
  const pairing = new ToolPairing();
  return steps.map(({ agent, payload, at }, index) => {
    const draft = normalizeHook(agent, payload, {
      receivedAt: at,
      trusted: true,
      mintId: () => `minted-${index}`,
    });
    pairing.pair(draft);
    return { ...draft, seq: index + 1 };
  });
}

/** A model that has taken in these events. */
export function modelOf(events: readonly MonitorEvent[]): ActivityModel {
  const model = new ActivityModel();
  for (const event of events) model.apply(event);
  return model;
}

/** An event of Claude Code as the server would make it, apart from what is told otherwise. */
export function madeUp(fields: Partial<MonitorEvent> & { seq: number }): MonitorEvent {
  return {
    id: `made-up-${fields.seq}`,
    type: 'hook',
    source: 'claude-code',
    session_id: 's',
    agent_id: null,
    tool: null,
    tool_use_id: null,
    timestamp: RECORDED_AT + fields.seq * 10,
    received_at: RECORDED_AT + fields.seq * 10,
    trusted: true,
    data: {},
    ...fields,
  };
}
