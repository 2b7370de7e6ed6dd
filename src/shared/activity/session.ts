import type { MonitorEvent } from '../events';
import { valueAt } from '../payload';
import { Agents } from './agents';
import type { CallFact, CallRecord, Standing } from './call';
import { requestWords, Requests, type Request } from './requests';
import { SessionFacts } from './session-facts';
import { Span } from './span';
import { oneLine } from './text';
import { Timeline } from './timeline';
import { Turns } from './turns';
import type { CallActivity, SessionActivity, SessionState } from './types';

const RUNNING: Standing = { state: 'running', endedAt: null, error: null };
const WAITING: Standing = { state: 'waiting', endedAt: null, error: null };
const UNFINISHED: Standing = { state: 'unfinished', endedAt: null, error: null };

/** What is known of one session. Nothing in it but orders depends on the order in which its events arrive. */
export class SessionRecord {
  readonly timeline = new Timeline();
  readonly #facts = new SessionFacts();
  readonly #span = new Span();
  readonly #turns = new Turns();
  readonly #agents = new Agents();
  readonly #requests = new Requests();
  /** Calls of which no end was seen. */
  readonly #endless = new Set<CallRecord>();
  /** Calls whose summaries are relative to the folder of the session, which they were told last. */
  readonly #relative = new Set<CallRecord>();
  #folder: string | null = null;
  /** What began before this time went down with the session or its process, in ms since the epoch. */
  #goneBefore = -Infinity;
  #calls = 0;
  #failed = 0;

  constructor(readonly key: string) {}

  /** Takes in what an event tells of the session, its turns, its sub-agents and its requests. */
  learn(event: MonitorEvent): void {
    const at = event.timestamp;
    const agent = this.#agents.meet(event);
    this.#facts.learn(event);
    if (agent) learnOfAgent(agent.span, event);
    else learnOfTurn(this.#turns, event);
    switch (event.type) {
      case 'session_start':
        // After a compaction the same session goes on.
        if (valueAt(event.data, 'source') !== 'compact') this.#span.started(at);
        break;
      case 'session_end':
        this.#span.ended(at);
        break;
      case 'prompt':
      case 'tool_start':
        this.#span.acted(at);
        break;
      case 'tool_stop':
        this.#agents.learnPurpose(event);
        break;
      case 'permission_request':
        this.#requests.ask(event);
        break;
      case 'permission_denied':
        this.#requests.deny(event);
        break;
      case 'hook':
        this.#requests.learnAnswer(event);
        break;
    }
  }

  /** Takes in a call of which something new is known. */
  learnCall(call: CallRecord): void {
    call.locate(this.#facts.cwd.value);
    this.#requests.sawCall(call);
    put(this.#endless, call, !call.hasEnded);
    put(this.#relative, call, call.isRelative);
  }

  /** Counts a call as it is now instead of as it was before, if it was. */
  tally(before: CallActivity | null, now: CallActivity): void {
    if (before) this.#count(before, -1);
    this.#count(now, 1);
  }

  /** Lets go of a call that is shown no longer. It stays counted. */
  forget(call: CallRecord): void {
    this.#endless.delete(call);
    this.#relative.delete(call);
  }

  /**
   * Finds out what follows from all that is known by now.
   *
   * @returns the session, and the calls that changed by it, as they were and as they are
   */
  settle(): { session: SessionActivity; changes: { before: CallActivity; now: CallActivity }[] } {
    const turnOpen = this.#turns.reckon();
    this.#goneBefore = this.#span.goneBefore;
    const waiting = this.#requests.withoutCall().filter(({ fact }) => !this.#isGone(fact));
    const open: CallActivity[] = [];
    const changes = [];
    for (const call of this.#unsettled()) {
      const before = call.entry;
      call.locate(this.#folder);
      if (!call.hasEnded) call.stand(this.#standingOf(call, waiting));
      const now = call.entry;
      if (now.state === 'running' || now.state === 'waiting') open.push(now);
      if (now !== before) changes.push({ before, now });
    }
    return { session: this.#view(turnOpen, waiting, open), changes };
  }

  #unsettled(): ReadonlySet<CallRecord> {
    const folder = this.#facts.cwd.value;
    if (folder === this.#folder) return this.#endless;
    this.#folder = folder;
    return new Set([...this.#endless, ...this.#relative]);
  }

  /** Adds the request that a call waits for to those that the session waits for. */
  #standingOf(call: CallRecord, waiting: Request[]): Standing {
    const { denial, request } = this.#requests.about(call);
    if (denial) return { state: 'denied', endedAt: denial.at, error: denial.reason };
    if (this.#isGone(call.entry)) return UNFINISHED;
    if (!request) return RUNNING;
    waiting.push(request);
    return WAITING;
  }

  /** Whether what began then cannot go on: its sub-agent or its turn is over, or the session. */
  #isGone({ agentId, turnId, at }: Pick<CallFact, 'agentId' | 'turnId' | 'at'>): boolean {
    const scope = agentId === null ? this.#turns.get(turnId) : this.#agents.get(agentId)?.span;
    // Turns and sub-agents without number are forgotten, the oldest first.
    return !scope || at < scope.goneBefore || at < this.#goneBefore;
  }

  #view(turnOpen: boolean, waiting: readonly Request[], open: readonly CallActivity[]): SessionActivity {
    const { source, cwd, prompt, model, events, trusted, firstAt, lastAt } = this.#facts;
    const callers = new Set(open.map(({ agentId }) => agentId));
    const agents = this.#agents.view(
      ({ id, span }) => callers.has(id) || (span.goesOn && span.lastSign >= this.#goneBefore),
    );
    const busy = turnOpen || open.length > 0 || agents.some(({ state }) => state === 'running');
    const state = this.#stateOf(waiting.length > 0, busy);
    return {
      key: this.key,
      source,
      cwd: cwd.value,
      project: cwd.value === null ? null : lastPart(cwd.value),
      model: model.value,
      prompt: prompt.value,
      state,
      waitingFor: state === 'waiting' ? wordsOfFirst(waiting, cwd.value) : null,
      current: newest(open),
      agents,
      calls: this.#calls,
      failed: this.#failed,
      running: open.length,
      events,
      trusted,
      firstAt,
      lastAt,
    };
  }

  #stateOf(waiting: boolean, busy: boolean): SessionState {
    if (this.#span.isOver) return 'ended';
    if (waiting) return 'waiting';
    return busy ? 'working' : 'idle';
  }

  #count({ agentId, state }: CallActivity, by: 1 | -1): void {
    const failed = state === 'failure' ? by : 0;
    this.#calls += by;
    this.#failed += failed;
    const agent = agentId === null ? undefined : this.#agents.get(agentId);
    if (!agent) return;
    agent.calls += by;
    agent.failed += failed;
  }
}

function learnOfAgent(span: Span, { type, timestamp }: MonitorEvent): void {
  if (type === 'subagent_start') span.started(timestamp);
  if (type === 'subagent_stop') span.ended(timestamp);
  if (type === 'tool_start') span.acted(timestamp);
}

function learnOfTurn(turns: Turns, { type, timestamp, turn_id }: MonitorEvent): void {
  const id = turn_id ?? null;
  if (type === 'prompt') turns.prompted(id, timestamp);
  if (type === 'tool_start') turns.acted(id, timestamp);
  if (type === 'tool_stop' || type === 'permission_request') turns.seen(id, timestamp);
  if (type === 'turn_stop' || type === 'turn_error') turns.ended(id, timestamp);
}

function put<Item>(set: Set<Item>, item: Item, isIn: boolean): void {
  if (isIn) set.add(item);
  else set.delete(item);
}

function newest(calls: readonly CallActivity[]): CallActivity | null {
  return calls.reduce<CallActivity | null>((best, call) => (best && best.at >= call.at ? best : call), null);
}

/** What the session waits for longest. */
function wordsOfFirst(waiting: readonly Request[], cwd: string | null): string | null {
  const [first] = waiting
    .map((request) => ({ at: request.fact.at, words: requestWords(request, cwd) }))
    .sort((one, other) => one.at - other.at || (one.words < other.words ? -1 : 1));
  return first?.words ?? null;
}

/** The last part of a path of either kind. */
function lastPart(path: string): string {
  return oneLine(path.split(/[/\\]+/).findLast((part) => part !== '') ?? path);
}
