/** Why an event was refused; `evicted` counts those that memory let go of, which the journal still has. */
export const DROP_REASONS = [
  'malformed',
  'too_large',
  'too_many',
  'too_deep',
  'unsupported_type',
  'forbidden',
  'rate_limited',
  'overloaded',
  'not_stored',
  'evicted',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What `GET /api/stats` answers. Times in ms since the epoch, durations in ms unless named otherwise. */
export interface ServerStats {
  events_received: number;
  events_sent: number;
  events_buffered: number;
  events_dropped: Record<DropReason, number>;
  events_deduplicated: number;
  handler_errors: number;
  connections_total: number;
  connected_clients: number;
  start_time: number;
  /** Seconds. */
  uptime: number;
  epoch: string;
  /** The newest `seq`. */
  head: number;
  /** Size of the journal on disk, in bytes. */
  journal_bytes: number;
  clients: ClientStats[];
  /** From arrival to emission, ms, over the newest events. */
  latency: { p50: number; p95: number; p99: number; max: number };
}

export interface ClientStats {
  id: string;
  namespace: string;
  connected_at: number;
  /** How many events behind the newest one it is; null where the protocol does not tell. */
  lag: number | null;
}
