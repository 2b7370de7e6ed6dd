import type { SessionActivity } from '../../src/shared/activity/types';

/** Sessions that wait for the user: s0 in app-0, s1 in app-1, and so on. */
export function sessionsWaiting(count: number): SessionActivity[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `s${index}`,
    source: 'claude-code',
    cwd: `/home/dev/app-${index}`,
    project: `app-${index}`,
    model: null,
    prompt: null,
    state: 'waiting',
    waitingFor: 'Bash wants to run npm publish',
    current: null,
    agents: [],
    calls: 1,
    failed: 0,
    running: 1,
    events: 2,
    trusted: true,
    firstAt: index,
    lastAt: index,
  }));
}
