import { isJsonObject, type MonitorEvent, type Outcome, type Source } from '../events';
import { touchesOf, type FileTouch } from '../files/touches';
import { toolInput } from '../payload';
import { fingerprint } from './fingerprint';
import { describeCall, lineText, summarizeCall, type CallLine } from './summary';
import { detached, oneLine } from './text';
import type { CallActivity } from './types';

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
  readonly files: readonly FileTouch[];
}

interface StopFact {
  readonly told: CallFact;
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

/** What a tool is called whose name is not told. */
const NAMELESS = 'tool';
const RUNNING: Standing = { state: 'running', endedAt: null, error: null };

/**
 * Reads what a tool event, or a question about a tool, tells of a call.
 *
 * @param known what is known of its input; left out, that is read as well
 */
export function callFact(event: MonitorEvent, known?: Pick<CallFact, 'summary' | 'askKey'>): CallFact {
  const tool = event.tool ?? NAMELESS;
  const input = known ? undefined : toolInput(event);
  return {
    at: event.timestamp,
    seq: event.seq,
    source: event.source,
    tool,
    agentId: event.agent_id,
    turnId: event.turn_id ?? null,
    summary: known?.summary ?? summaryOf(tool, input, event.cwd),
    askKey: known?.askKey ?? askKey(event.agent_id, tool, input),
    files: touchesOf(event),
  };
}

function summaryOf(tool: string, input: unknown, cwd: string | undefined): string | CallLine {
  if (cwd !== undefined) return summarizeCall(tool, input, cwd);
  const line = describeCall(tool, input);
  if (line.path === '') return lineText(line, null);
  return { before: detached(line.before), path: detached(line.path), after: detached(line.after) };
}

function stopFact(event: MonitorEvent, start: CallFact | null): StopFact {
  // An agent that repeats the input of a call at its end repeats what its start told.
  const told = start && start.summary !== '' ? callFact(event, start) : callFact(event);
  return {
    told,
    outcome: event.outcome ?? 'unknown',
    durationMs: event.duration_ms ?? null,
    error: event.error === undefined ? null : oneLine(event.error),
  };
}

// What Codex asks about has a description that the call itself has not.
function askKey(agentId: string | null, tool: string, input: unknown): string {
  return `${fingerprint(withoutDescription(input))}:${tool.length}:${tool}:${agentId ?? ''}`;
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
      if (this.#start && !isEarlierStart(start, this.#start)) return;
      this.#start = start;
    } else {
      const stop = stopFact(event, this.#start);
      if (this.#stop && !isEarlierStop(stop, this.#stop)) return;
      this.#stop = stop;
    }
    this.#entry = null;
  }

  /** Tells how it stands, which counts as long as it has not ended. */
  stand(standing: Standing): void {
    const { state, endedAt, error } = this.#standing;
    if (standing.state === state && standing.endedAt === endedAt && standing.error === error) return;
    this.#standing = standing;
    this.#entry = null;
  }

  /** Tells the folder of its session. */
  locate(sessionCwd: string | null): void {
    if (sessionCwd === this.#sessionCwd) return;
    this.#sessionCwd = sessionCwd;
    if (this.isRelative) this.#entry = null;
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
    return (this.#start ?? this.#stop?.told) as CallFact;
  }

  get #summary(): string | CallLine {
    const { summary } = this.#fact;
    return summary === '' && this.#stop ? this.#stop.told.summary : summary;
  }

  // The end tells what came of it, and some agents tell then what they called the tool with.
  get #files(): readonly FileTouch[] {
    const told = this.#stop?.told.files ?? [];
    return told.length > 0 ? told : this.#fact.files;
  }

  #built(): CallActivity {
    const [start, stop, standing, summary] = [this.#start, this.#stop, this.#standing, this.#summary];
    return {
      kind: 'call',
      key: this.key,
      sessionKey: this.sessionKey,
      source: this.#fact.source,
      tool: this.#fact.tool,
      agentId: start?.agentId ?? stop?.told.agentId ?? null,
      turnId: start?.turnId ?? stop?.told.turnId ?? null,
      state: stop ? stop.outcome : standing.state,
      at: beginning(start, stop),
      endedAt: stop ? stop.told.at : standing.endedAt,
      durationMs: stop && (stop.durationMs ?? measured(start, stop)),
      error: stop ? stop.error : standing.error,
      summary: typeof summary === 'string' ? summary : lineText(summary, this.#sessionCwd),
      files: this.#files,
      startSeq: start?.seq ?? null,
      stopSeq: stop?.told.seq ?? null,
    };
  }
}

/** When a call began: as told, or reckoned back from its end where the start was not seen or was overtaken. */
function beginning(start: CallFact | null, stop: StopFact | null): number {
  if (!stop) return start?.at ?? 0;
  if (start && start.at <= stop.told.at) return start.at;
  return Math.max(0, stop.told.at - (stop.durationMs ?? 0));
}

function measured(start: CallFact | null, stop: StopFact): number | null {
  return start && start.at <= stop.told.at ? stop.told.at - start.at : null;
}

// The same event twice is as good as once. Where two differ it must not matter which of them came first.
function isEarlierStart(start: CallFact, known: CallFact): boolean {
  if (start.at !== known.at) return start.at < known.at;
  return JSON.stringify(start.summary) < JSON.stringify(known.summary);
}

function isEarlierStop(stop: StopFact, known: StopFact): boolean {
  if (stop.told.at !== known.told.at) return stop.told.at < known.told.at;
  return ending(stop) < ending(known);
}

function ending({ outcome, durationMs, error }: StopFact): string {
  return JSON.stringify([outcome, durationMs, error]);
}
