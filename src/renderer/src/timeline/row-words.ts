import type { Activity, CallActivity } from '../../../shared/activity/types';
import { duration } from '../lib/format';
import { harmlessLine } from '../lib/text';
import { CALL_STATES } from '../lib/words';

/** How much was written or changed: it stands behind a path, and steps back behind it. */
const EXTENT = / · (?:\d+ lines?|\+\d+ −\d+)$/;

/** A call's line, and what at its end says how much. */
export function lineOf(call: CallActivity): { text: string; extent: string } {
  const summary = harmlessLine(call.summary);
  const extent = EXTENT.exec(summary)?.[0] ?? '';
  return { text: summary.slice(0, summary.length - extent.length), extent };
}

/** What of a call cannot be read off its mark and its duration. */
export function remarkOf(call: CallActivity): string {
  if (call.error) return harmlessLine(call.error);
  return call.state === 'success' || call.state === 'running' ? '' : CALL_STATES[call.state];
}

/** How long a call took, where it is over and that is known. */
export function durationOf(call: CallActivity): string {
  return call.durationMs === null ? '' : duration(call.durationMs);
}

/** Whether an entry goes on. */
export function isOpen(entry: Activity): boolean {
  return entry.kind === 'call' && (entry.state === 'running' || entry.state === 'waiting');
}

/** Whether an entry is a heading for those that follow. */
export function isHeading(entry: Activity): boolean {
  return entry.kind === 'note' && entry.type === 'prompt';
}
