import type { Activity, AgentActivity } from '../../../shared/activity/types';

/** A session's entries with what sub-agents did below what started them. */
export interface Tree {
  readonly rows: readonly Activity[];
  /** How deep the entries of a sub-agent stand, by its id. */
  readonly depths: ReadonlyMap<string, number>;
  /** How many entries stand below one, by its key; also while they are folded away. */
  readonly sizes: ReadonlyMap<string, number>;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

/**
 * Puts the entries of each sub-agent below the call that started it. Before its agent has told which call that was, they
 * stand where the first of them was in time.
 *
 * @param folded keys of entries below which nothing is shown
 */
export function treeOf(
  entries: readonly Activity[],
  agents: readonly AgentActivity[],
  folded: ReadonlySet<string>,
): Tree {
  const own = groupByAgent(entries);
  if (own.size === 0) return { rows: entries, depths: NOTHING, sizes: NOTHING };
  return new Builder(own, startersOf(entries, agents), folded).build(entries);
}

function groupByAgent(entries: readonly Activity[]): Map<string, Activity[]> {
  const groups = new Map<string, Activity[]>();
  for (const entry of entries) {
    if (entry.agentId === null) continue;
    const group = groups.get(entry.agentId);
    if (group) group.push(entry);
    else groups.set(entry.agentId, [entry]);
  }
  return groups;
}

/** Ids of the sub-agents that an entry started, by its key. */
function startersOf(entries: readonly Activity[], agents: readonly AgentActivity[]): Map<string, string[]> {
  const keys = new Set(entries.map(({ key }) => key));
  const starters = new Map<string, string[]>();
  for (const { id, startedBy } of agents) {
    if (startedBy === null || !keys.has(startedBy)) continue;
    starters.set(startedBy, [...(starters.get(startedBy) ?? []), id]);
  }
  return starters;
}

class Builder {
  readonly #rows: Activity[] = [];
  readonly #depths = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  readonly #started: ReadonlySet<string>;

  constructor(
    private readonly own: ReadonlyMap<string, Activity[]>,
    private readonly starters: ReadonlyMap<string, string[]>,
    private readonly folded: ReadonlySet<string>,
  ) {
    this.#started = new Set([...starters.values()].flat());
  }

  build(entries: readonly Activity[]): Tree {
    for (const entry of entries) {
      if (entry.agentId === null) this.#add(entry, 0, true);
      else if (!this.#started.has(entry.agentId)) this.#addAgent(entry.agentId, 1, true);
    }
    // Sub-agents that claim to have started each other.
    for (const id of this.own.keys()) this.#addAgent(id, 1, true);
    return { rows: this.#rows, depths: this.#depths, sizes: this.#sizes };
  }

  /** Adds an entry and what is below it, and tells how many entries that was. */
  #add(entry: Activity, depth: number, shown: boolean): number {
    if (shown) this.#rows.push(entry);
    const open = shown && !this.folded.has(entry.key);
    let size = 0;
    for (const id of this.starters.get(entry.key) ?? []) size += this.#addAgent(id, depth + 1, open);
    if (size > 0) this.#sizes.set(entry.key, size);
    return size + 1;
  }

  #addAgent(id: string, depth: number, shown: boolean): number {
    if (this.#depths.has(id)) return 0;
    this.#depths.set(id, depth);
    let size = 0;
    for (const entry of this.own.get(id) ?? []) size += this.#add(entry, depth, shown);
    return size;
  }
}
