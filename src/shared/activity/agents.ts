import type { MonitorEvent } from '../events';
import { launchedAgent } from '../payload';
import { entryKeyOf } from './entry-key';
import { Span } from './span';
import { oneLine } from './text';
import { Told } from './told';
import type { AgentActivity } from './types';

/** More sub-agents of a session are not kept: the ones first seen are forgotten. */
const MOST_AGENTS = 500;
/** What of an id tells two sub-agents apart that are called the same, unless that is the same as well. */
const SHORT_ID = 4;

/** What is known of one sub-agent. */
export class AgentRecord {
  readonly span = new Span();
  readonly type = new Told();
  calls = 0;
  failed = 0;

  constructor(
    readonly id: string,
    readonly index: number,
  ) {}
}

/** The sub-agents of a session. */
export class Agents {
  readonly #agents = new Map<string, AgentRecord>();
  /** What they were started for. It is told by the call that started them, not by their own events. */
  readonly #purposes = new Map<string, Told>();
  /** The keys of those calls. */
  readonly #starters = new Map<string, string>();
  #met = 0;

  get(id: string): AgentRecord | undefined {
    return this.#agents.get(id);
  }

  /** The one that an event comes from, known from now on; undefined for events of the main agent. */
  meet(event: MonitorEvent): AgentRecord | undefined {
    const id = event.agent_id;
    if (id === null) return undefined;
    let agent = this.#agents.get(id);
    if (!agent) {
      agent = new AgentRecord(id, this.#met++);
      this.#agents.set(id, agent);
      forgetFirst(this.#agents);
    }
    if (event.agent_type) agent.type.tell(oneLine(event.agent_type), event.timestamp);
    return agent;
  }

  /** Takes in what the end of a call tells of the sub-agent that it ran. */
  learnPurpose(event: MonitorEvent): void {
    const launched = launchedAgent(event);
    if (!launched) return;
    const purpose = this.#purposes.get(launched.id) ?? new Told();
    purpose.tell(oneLine(launched.description), event.timestamp);
    this.#purposes.set(launched.id, purpose);
    forgetFirst(this.#purposes);
    this.#starters.set(launched.id, entryKeyOf(event));
    forgetFirst(this.#starters);
  }

  /** In the order in which they were first seen. */
  view(isRunning: (agent: AgentRecord) => boolean): AgentActivity[] {
    const sameName = new Map<string, string[]>();
    for (const agent of this.#agents.values()) {
      const name = this.#nameOf(agent);
      const ids = sameName.get(name);
      if (ids) ids.push(agent.id);
      else sameName.set(name, [agent.id]);
    }
    const labels = new Map([...sameName].flatMap(([name, ids]) => labelsOf(name, ids)));
    return [...this.#agents.values()].map((agent) => ({
      id: agent.id,
      type: agent.type.value,
      label: labels.get(agent.id) ?? agent.id,
      index: agent.index,
      startedBy: this.#starters.get(agent.id) ?? null,
      state: isRunning(agent) ? 'running' : 'ended',
      calls: agent.calls,
      failed: agent.failed,
    }));
  }

  #nameOf({ id, type }: AgentRecord): string {
    return this.#purposes.get(id)?.value ?? type.value ?? oneLine(id);
  }
}

/** The labels of all that have a name, by id. Where it is not one alone, so much of the ids as tells them apart. */
function labelsOf(name: string, ids: readonly string[]): [string, string][] {
  if (ids.length === 1) return ids.map((id) => [id, name]);
  let length = SHORT_ID;
  while (new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length *= 2;
  return ids.map((id) => [id, oneLine(`${name} · ${id.slice(0, length)}`)]);
}

function forgetFirst(map: Map<string, unknown>): void {
  if (map.size <= MOST_AGENTS) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
