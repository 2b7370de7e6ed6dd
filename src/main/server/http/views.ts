import type { ActivityModel } from '../../../shared/activity/activity-model';
import type { SessionActivity } from '../../../shared/activity/types';
import type { ServerStats } from '../../../shared/stats';
import type { ConnectionManager } from '../connection-manager';
import type { EventHandlerRegistry } from '../event-handler-registry';
import type { EventJournal } from '../event-journal';
import type { RingBuffer } from '../ring-buffer';
import type { Stats } from '../stats';
import type { HistoryQuery } from './history-query';

/** Longest page of history, in UTF-16 units; one event always fits. */
const PAGE_LENGTH = 16 * 1024 * 1024;

/** What the server shows of itself to those who may read. */
export class Views {
  constructor(
    private readonly server: {
      version: string;
      port: () => number;
      startedAt: () => number;
      restored: () => Promise<void>;
    },
    private readonly journal: EventJournal,
    private readonly buffer: RingBuffer,
    private readonly activity: ActivityModel,
    private readonly connections: ConnectionManager,
    private readonly registry: EventHandlerRegistry,
    private readonly counters: Stats,
  ) {}

  health() {
    const { version, port } = this.server;
    return {
      status: 'ok',
      service: 'tooltrail',
      version,
      port: port(),
      pid: process.pid,
      uptime: this.#uptime(),
    };
  }

  /** A page of history as JSON text: events go from the journal to the answer as they are, without being parsed. */
  async history({ failed, ...query }: HistoryQuery): Promise<string> {
    const order = query.after === undefined ? 'newest' : 'oldest';
    const outcome = failed ? 'failure' : undefined;
    const { events, more } = await this.journal.query({ ...query, outcome, order, maxLength: PAGE_LENGTH });
    const { epoch, head, oldest } = this.journal;
    return `${JSON.stringify({ epoch, head, oldest, more }).slice(0, -1)},"events":${events}}`;
  }

  async sessions() {
    await this.server.restored();
    const { epoch, head } = this.journal;
    return { epoch, head, sessions: [...this.activity.sessions.values()].map(sessionView) };
  }

  stats(): ServerStats {
    const { epoch, head } = this.journal;
    return {
      events_received: this.counters.eventsReceived,
      events_sent: this.counters.eventsSent,
      events_buffered: this.buffer.length,
      events_dropped: { ...this.counters.dropped },
      events_deduplicated: this.counters.eventsDeduplicated,
      handler_errors: this.registry.errors,
      connections_total: this.connections.total,
      connected_clients: this.connections.connected,
      start_time: this.server.startedAt(),
      uptime: this.#uptime(),
      epoch,
      head,
      journal_bytes: this.journal.size,
      clients: this.connections.list(head),
      latency: this.counters.latency(),
    };
  }

  /** The same numbers in Prometheus' text format. */
  metrics(): string {
    const { events_dropped: dropped, latency, clients, epoch: _epoch, ...numbers } = this.stats();
    const lines = Object.entries(numbers).map(([name, value]) => `tooltrail_${name} ${value}`);
    for (const [reason, count] of Object.entries(dropped)) {
      lines.push(`tooltrail_events_dropped{reason="${reason}"} ${count}`);
    }
    for (const [quantile, ms] of Object.entries(latency)) {
      lines.push(`tooltrail_latency_milliseconds{quantile="${quantile}"} ${ms}`);
    }
    for (const { id, namespace, lag } of clients) {
      if (lag !== null) lines.push(`tooltrail_client_lag{id="${id}",namespace="${namespace}"} ${lag}`);
    }
    return `${lines.join('\n')}\n`;
  }

  #uptime(): number {
    return Math.max(0, (Date.now() - this.server.startedAt()) / 1000);
  }
}

function sessionView(session: SessionActivity) {
  const { current } = session;
  return {
    session_id: session.key === '' ? null : session.key,
    source: session.source,
    project: session.project,
    cwd: session.cwd,
    model: session.model,
    prompt: session.prompt,
    state: session.state,
    waiting_for: session.waitingFor,
    current: current && {
      tool: current.tool,
      summary: current.summary,
      agent_id: current.agentId,
      since: current.at,
    },
    agents: session.agents.map(({ id, type, label, state, calls, failed }) => ({
      agent_id: id,
      agent_type: type,
      label,
      state,
      calls,
      failed,
    })),
    calls: session.calls,
    failed: session.failed,
    running: session.running,
    events: session.events,
    trusted: session.trusted,
    first_event: session.firstAt,
    last_event: session.lastAt,
  };
}
