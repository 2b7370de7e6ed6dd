import type { SessionActivity } from '../../../shared/activity/types';
import { counted } from './format';
import { harmlessLine } from './text';
import { callCounts, toolName } from './words';

/** A session's second line: what it does or waits for, and of that what is code. */
export interface SessionLine {
  text: string;
  code: string;
}

/** Says in one line what a session is at. */
export function sessionLine(session: SessionActivity): SessionLine {
  switch (session.state) {
    case 'waiting':
      return { text: harmlessLine(session.waitingFor ?? 'Waiting for an answer'), code: '' };
    case 'working':
      return workingLine(session);
    case 'idle':
      return { text: session.calls === 0 ? 'No calls yet' : `Turn ended · ${callCounts(session)}`, code: '' };
    case 'ended':
      return { text: callCounts(session), code: '' };
  }
}

function workingLine({ current, agents }: SessionActivity): SessionLine {
  const running = agents.filter(({ state }) => state === 'running').length;
  const parts = [current ? toolName(current.tool) : 'Between calls'];
  if (running > 0) parts.push(counted(running, 'sub-agent'));
  const code = current ? harmlessLine(current.summary) : '';
  return { text: code && running > 0 ? `${parts.join(' · ')} ·` : parts.join(' · '), code };
}

/** Since when a session is at it, or that it was seen last. */
export function sessionSince(session: SessionActivity): number {
  return session.current?.at ?? session.lastAt;
}
