import type { Activity, AgentActivity, CallActivity } from '../../../shared/activity/types';

/** A call in a lane: when it was, and in which of the lane's rows. */
export interface Bar {
  readonly call: CallActivity;
  /** ms since the epoch; `to` is infinite while it goes on. */
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

/** What one agent did, over time. */
export interface Lane {
  /** Null for the main agent. */
  readonly agent: AgentActivity | null;
  readonly label: string;
  /** How many rows it takes to show all that happened at the same time, up to a few. */
  readonly rows: number;
  /** In order of their beginning. */
  readonly bars: readonly Bar[];
}

/** What happened at one moment and is marked through all lanes. */
export interface Moment {
  readonly at: number;
  readonly kind: 'prompt' | 'end' | 'failure' | 'compaction';
}

export interface Layout {
  readonly lanes: readonly Lane[];
  readonly moments: readonly Moment[];
}

/** More calls at the same time lie over each other. */
const MOST_ROWS = 4;

const MOMENTS = new Map<string, Moment['kind']>([
  ['prompt', 'prompt'],
  ['turn_stop', 'end'],
  ['session_end', 'end'],
  ['turn_error', 'failure'],
  ['compact_start', 'compaction'],
  ['compact_stop', 'compaction'],
]);

/** Puts the entries of a session into lanes: one for the main agent, and one for each sub-agent. */
export function layoutOf(entries: readonly Activity[], agents: readonly AgentActivity[]): Layout {
  const main = new Builder();
  const others = new Map(agents.map(({ id }) => [id, new Builder()]));
  const moments: Moment[] = [];
  for (const entry of entries) {
    if (entry.kind === 'call') (others.get(entry.agentId ?? '') ?? main).add(entry);
    else if (entry.agentId === null) {
      const kind = MOMENTS.get(entry.type);
      if (kind) moments.push({ at: entry.at, kind });
    }
  }
  const lanes = agents.flatMap((agent) => {
    const builder = others.get(agent.id);
    return builder && builder.bars.length > 0 ? [laneOf(builder, agent)] : [];
  });
  return { lanes: [laneOf(main, null), ...lanes], moments };
}

class Builder {
  readonly bars: Bar[] = [];
  /** When each row is free again. */
  readonly ends: number[] = [];

  add(call: CallActivity): void {
    const to = call.endedAt ?? (call.state === 'running' || call.state === 'waiting' ? Infinity : call.at);
    const free = this.ends.findIndex((end) => end <= call.at);
    const row = free >= 0 ? free : this.ends.length < MOST_ROWS ? this.ends.length : MOST_ROWS - 1;
    this.ends[row] = Math.max(this.ends[row] ?? 0, to);
    this.bars.push({ call, from: call.at, to, row });
  }
}

function laneOf({ bars, ends }: Builder, agent: AgentActivity | null): Lane {
  return { agent, label: agent?.label ?? 'main', rows: Math.max(1, ends.length), bars };
}
