import { isWaiting } from '../../../shared/activity/is-waiting';
import type { SessionActivity, SessionState } from '../../../shared/activity/types';
import { age } from './format';

/** How a session stands: as its events tell, or `lost` where they stopped in the middle of it. */
export type Standing = SessionState | 'lost';

/** The groups of sessions, in their order. */
export const STANDINGS = ['waiting', 'working', 'lost', 'idle', 'ended'] as const satisfies Standing[];

export const STANDING_NAMES: Record<Standing, string> = {
  waiting: 'Waiting for you',
  working: 'Working',
  lost: 'No word from',
  idle: 'Idle',
  ended: 'Ended',
};

/** From so long a silence on it is told, and from so long on the session counts as lost; in ms. */
const TOLD_AFTER = 2 * 60 * 1000;
const LOST_AFTER = 10 * 60 * 1000;

export function standingOf(session: SessionActivity, now: number): Standing {
  if (session.state === 'waiting') return isWaiting(session, now) ? 'waiting' : 'lost';
  return session.state === 'working' && now - session.lastAt >= LOST_AFTER ? 'lost' : session.state;
}

/** "no word for 12m", where a session is at work and has told nothing for a while, or is lost; else empty. */
export function silenceOf(session: SessionActivity, now: number): string {
  const silence = now - session.lastAt;
  const isTold = session.state === 'working' ? silence >= TOLD_AFTER : standingOf(session, now) === 'lost';
  return isTold ? `no word for ${age(silence)}` : '';
}
