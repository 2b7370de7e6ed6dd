import { isJsonObject, type MonitorEvent, type Outcome, type Source } from '../events';
import { toolInput } from '../payload';
import { fingerprint } from './fingerprint';
import { describeCall, lineText, summarizeCall, type CallLine } from './summary';
import { oneLine } from './text';
import type { CallActivity, CallState } from './types';

/** What a call belongs to: its turn, its sub-agent or its session. */
export interface Scope {
  /** Whether what began in it at that time, in ms since the epoch, cannot go on any more. */
  isOverSince(at: number): boolean;
}

/** What one event tells of a call. */
export interface CallFact {
  readonly at: number;
  readonly seq: number;
  readonly source: Source;
  readonly tool: string;
  readonly agentId: string | null;
  readonly turnId: string | null;
  /** Not yet a text where the event tells no folder: then its path is relative to that of the session. */
  readonly summary: string | CallLine;
  /** The same for calls that ask for the same: a permission request has no other way to name its call. */
  readonly askKey: string;
}

interface StopFact extends CallFact {
  readonly outcome: Outcome;
  readonly durationMs: number | null;
  readonly error: string | null;
}

/** How a call without an end stands: whether it goes on, and who denied it. */
export interface Standing {
  readonly state: 'running' | 'waiting' | 'denied' | 'unfinished';
  readonly endedAt: number | null;
  readonly error: string | null;
}

const RUNNING: Standing = { state: 'running', endedAt: null, error: null };

/** Reads what a tool event or a question about a tool tells of a call. */
export function callFact(event: MonitorEvent): CallFact {
  const input = toolInput(event);
  const tool = event.tool ?? 'tool';
  return {
    at: event.timestamp,
    seq: event.seq,
    source: event.source,
    tool,
    agentId: event.agent_id,
    turnId: event.turn_id ?? null,
    summary: summaryOf(tool, input, event.cwd),
    askKey: askKey(event.agent_id, tool, input),
  };
}

function summaryOf(tool: string, input: unknown, cwd: string | undefined): string | CallLine {
  if (cwd !== undefined) return summarizeCall(tool, input, cwd);
  const line = describeCall(tool, input);
  return line.path === '' ? lineText(line, null) : line;
}

function stopFact(event: MonitorEvent): StopFact {
  return {
    ...callFact(event),
    outcome: event.outcome ?? 'unknown',
    durationMs: event.duration_ms ?? null,
    error: event.error === undefined ? null : oneLine(event.error),
  };
}

// What Codex asks about has a description that the call itself has not.
function askKey(agentId: string | null, tool: string, input: unknown): string {
  return JSON.stringify([agentId, tool, fingerprint(withoutDescription(input))]);
}

function withoutDescription(input: unknown): unknown {
  if (!isJsonObject(input)) return input;
  const { description: _description, ...rest } = input;
  return rest;
}

/** One tool call, made of what its start and its stop tell, in whatever order and how often they come. */
export class CallRecord {
  #start: CallFact | null = null;
  #stop: StopFact | null = null;
  #standing: Standing = RUNNING;
  #sessionCwd: string | null = null;
  #entry: CallActivity | null = null;

  /** @param toolUseId null for a call that its agent gave no id */
  constructor(
    readonly key: string,
    readonly sessionKey: string,
    readonly toolUseId: string | null,
  ) {}

  /** Takes in a start or a stop. Of several of the same kind the earliest counts. */
  learn(event: MonitorEvent): void {
    if (event.type === 'tool_start') {
      const start = callFact(event);
      if (!isEarlier(start, this.#start)) return;
      this.#start = start;
    } else {
      const stop = stopFact(event);
      if (!isEarlier(stop, this.#stop)) return;
      this.#stop = stop;
    }
    this.#entry = null;
  }

  /** Tells how it stands, which counts as long as it has not ended, and the folder of its session. */
  settle(standing: Standing, sessionCwd: string | null): void {
    const { state, endedAt, error } = this.#standing;
    const same = standing.state === state && standing.endedAt === endedAt && standing.error === error;
    if (same && sessionCwd === this.#sessionCwd) return;
    this.#standing = standing;
    this.#sessionCwd = sessionCwd;
    this.#entry = null;
  }

  /** The call as it is known now: another object whenever something about it is another. */
  get entry(): CallActivity {
    return (this.#entry ??= this.#built());
  }

  get hasEnded(): boolean {
    return this.#stop !== null;
  }

  get askKey(): string {
    return this.#fact.askKey;
  }

  /** Whether its summary holds a path that is relative to the folder of its session. */
  get isRelative(): boolean {
    return typeof this.#summary !== 'string';
  }

  // A start without an end, or an end without a start: one of them is always there.
  get #fact(): CallFact {
    return (this.#start ?? this.#stop) as CallFact;
  }

  get #summary(): string | CallLine {
    const { summary } = this.#fact;
    return summary === '' && this.#stop ? this.#stop.summary : summary;
  }

  #built(): CallActivity {
    const [start, stop] = [this.#start, this.#stop];
    const summary = this.#summary;
    return {
      kind: 'call',
      key: this.key,
      sessionKey: this.sessionKey,
      source: this.#fact.source,
      tool: this.#fact.tool,
      agentId: start?.agentId ?? stop?.agentId ?? null,
      turnId: start?.turnId ?? stop?.turnId ?? null,
      ...(stop ? ending(stop, start) : { ...this.#standing, durationMs: null }),
      at: beginning(start, stop),
      summary: typeof summary === 'string' ? summary : lineText(summary, this.#sessionCwd),
      startSeq: start?.seq ?? null,
      stopSeq: stop?.seq ?? null,
    };
  }
}

/** When a call began: as told, or reckoned back from its end where the start was not seen or was overtaken. */
function beginning(start: CallFact | null, stop: StopFact | null): number {
  if (!stop) return start?.at ?? 0;
  if (start && start.at <= stop.at) return start.at;
  return Math.max(0, stop.at - (stop.durationMs ?? 0));
}

function ending(
  stop: StopFact,
  start: CallFact | null,
): Pick<CallActivity, 'state' | 'endedAt' | 'durationMs' | 'error'> {
  const measured = start && start.at <= stop.at ? stop.at - start.at : null;
  return {
    state: stop.outcome satisfies CallState,
    endedAt: stop.at,
    durationMs: stop.durationMs ?? measured,
    error: stop.error,
  };
}

// The same event twice is as good as once. Where two differ it must not matter which of them came first.
function isEarlier<Fact extends CallFact | StopFact>(fact: Fact, known: Fact | null): boolean {
  if (known === null || fact.at !== known.at) return known === null || fact.at < known.at;
  return tieBreaker(fact) < tieBreaker(known);
}

function tieBreaker({ seq: _seq, ...told }: CallFact | StopFact): string {
  return JSON.stringify(told);
}
