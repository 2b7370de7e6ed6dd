import type { MonitorEvent } from '../../src/shared/events';

/** An answer after which events from `from` on follow. */
export function beginning(
  from: number,
  rest: { epoch?: string; missed?: number; reset?: boolean } = {},
): unknown {
  return { epoch: 'first', from, head: from - 1, missed: 0, reset: false, ...rest };
}

/** Events with the given numbers. */
export function events(...seqs: number[]): MonitorEvent[] {
  return seqs.map((seq) => ({
    seq,
    id: `id-${seq}`,
    type: 'tool_start',
    source: 'api',
    session_id: 'session',
    agent_id: null,
    tool: 'Read',
    tool_use_id: `call-${seq}`,
    timestamp: 1000 + seq,
    received_at: 1000 + seq,
    trusted: true,
    data: {},
  }));
}
