import type { MonitorEvent } from '../events';
import { messageText, requestId } from '../payload';
import { callFact, type CallFact, type CallRecord } from './call';
import { OVERTAKE_MS } from './span';
import { askingWords, lineText } from './summary';
import { oneLine } from './text';

/** Most of a kind that are remembered for a session: what is older has long been answered. */
const MOST_KEPT = 200;

const NOTHING = {};

/** A question to the user whether a call may be made. */
export interface Request {
  readonly fact: CallFact;
  /** The agent's own name of the question, where it has names for them. */
  readonly id: string | null;
  /** A call that it asks for was seen: from then on that call tells whether it was answered. */
  callSeen: boolean;
}

interface Denial {
  readonly at: number;
  readonly reason: string | null;
}

/**
 * The permission requests of a session. A request names its call by id where its agent tells one; else it is for the
 * calls of the same agent and tool with the same input that began before it, as far as that can be told.
 */
export class Requests {
  readonly #requests = new Map<string, Request>();
  readonly #denials = new Map<string, Denial>();
  /** By the id of the request. */
  readonly #answers = new Map<string, Denial | 'allowed'>();
  /** When the first call of a kind began, by its keys. */
  readonly #callsSeen = new Map<string, number>();

  ask(event: MonitorEvent): void {
    const fact = callFact(event);
    const key = keyOf(event.tool_use_id, fact.askKey);
    const known = this.#requests.get(key);
    const callSeen =
      (this.#callsSeen.get(key) ?? Infinity) <= fact.at + OVERTAKE_MS || known?.callSeen === true;
    if (known && known.fact.at > fact.at) return;
    keep(this.#requests, key, { fact, id: requestId(event), callSeen });
  }

  deny(event: MonitorEvent): void {
    const message = messageText(event);
    const denial: Denial = { at: event.timestamp, reason: message === null ? null : oneLine(message) };
    const id = requestId(event);
    if (id !== null) {
      keep(this.#answers, id, denial);
      return;
    }
    const key = keyOf(event.tool_use_id, callFact(event).askKey);
    const known = this.#denials.get(key);
    if (!known || known.at < denial.at) keep(this.#denials, key, denial);
  }

  /** Takes in the answer to a request where its agent tells of answers. */
  learnAnswer(event: MonitorEvent): void {
    const id = event.hook === 'permission.replied' ? requestId(event) : null;
    if (id !== null) keep(this.#answers, id, 'allowed');
  }

  /** A call was seen, or more is known of it. */
  sawCall(call: CallRecord): void {
    const { at } = call.entry;
    for (const key of keysOf(call)) {
      if ((this.#callsSeen.get(key) ?? Infinity) <= at) continue;
      keep(this.#callsSeen, key, at);
      const request = this.#requests.get(key);
      if (request && concerns(request.fact.at, call)) request.callSeen = true;
    }
  }

  /** Who denied a call that has not ended, or the unanswered request that it waits for. */
  about(call: CallRecord): { denial?: Denial; request?: Request } {
    if (this.#requests.size === 0 && this.#denials.size === 0) return NOTHING;
    for (const key of keysOf(call)) {
      const request = this.#requests.get(key);
      const asked = request && concerns(request.fact.at, call) ? request : undefined;
      const answer = this.#answerTo(asked) ?? this.#denials.get(key);
      if (answer === 'allowed') return NOTHING;
      if (answer && concerns(answer.at, call)) return { denial: answer };
      if (asked) return { request: asked };
    }
    return NOTHING;
  }

  /** Those unanswered ones for which no call was ever seen. */
  withoutCall(): Request[] {
    const waiting: Request[] = [];
    for (const [key, request] of this.#requests) {
      if (request.callSeen) continue;
      const denial = this.#denials.get(key);
      const denied = denial !== undefined && request.fact.at <= denial.at + OVERTAKE_MS;
      if (!denied && !this.#answerTo(request)) waiting.push(request);
    }
    return waiting;
  }

  #answerTo(request: Request | undefined): Denial | 'allowed' | undefined {
    return request?.id ? this.#answers.get(request.id) : undefined;
  }
}

/** In words what a request asks: "Bash wants to run npm publish". */
export function requestWords({ fact: { tool, summary } }: Request, cwd: string | null): string {
  return askingWords(tool, typeof summary === 'string' ? summary : lineText(summary, cwd));
}

/** A call that clearly began later is another one of the same kind. */
function concerns(at: number, call: CallRecord): boolean {
  return call.entry.at <= at + OVERTAKE_MS;
}

function keysOf(call: CallRecord): string[] {
  return call.toolUseId === null ? [call.askKey] : [keyOf(call.toolUseId, ''), call.askKey];
}

// The other keys begin with a number.
function keyOf(toolUseId: string | null, askKey: string): string {
  return toolUseId === null ? askKey : `id:${toolUseId}`;
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_KEPT) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
