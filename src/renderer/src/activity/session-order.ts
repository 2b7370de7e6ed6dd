import type { SessionActivity, SessionState } from '../../../shared/activity/types';

const RANK: Record<SessionState, number> = { waiting: 0, working: 1, idle: 2, ended: 3 };

/**
 * Sorts sessions by state, newest first within. "Newest" goes by the last event where nothing happens any more, and by
 * the first where it does: busy sessions would else change places with every event.
 */
export function inListOrder(sessions: SessionActivity[]): SessionActivity[] {
  return sessions.sort((a, b) => RANK[a.state] - RANK[b.state] || newness(b) - newness(a));
}

function newness(session: SessionActivity): number {
  return RANK[session.state] < RANK.idle ? session.firstAt : session.lastAt;
}
