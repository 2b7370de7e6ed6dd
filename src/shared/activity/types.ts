import type { Source } from '../events';
import type { FileTouch } from '../files/touches';

/**
 * Where a tool call stands.
 *
 * - `running`: started, and nothing yet says that it ended
 * - `waiting`: a permission request for it is unanswered
 * - `success`, `failure`, `denied`, `interrupted`: as its agent told
 * - `unknown`: it ended, and its agent does not tell how
 * - `unfinished`: it never told of its end, and its turn, sub-agent or session is over
 */
export type CallState =
  'running' | 'waiting' | 'success' | 'failure' | 'denied' | 'interrupted' | 'unknown' | 'unfinished';

/** One tool call, made of a `tool_start` and a `tool_stop` that may arrive in either order, or alone. */
export interface CallActivity {
  readonly kind: 'call';
  /** Unique over all sessions. */
  readonly key: string;
  readonly sessionKey: string;
  readonly source: Source;
  readonly tool: string;
  readonly agentId: string | null;
  readonly turnId: string | null;
  readonly state: CallState;
  /** When it began, ms since the epoch; reckoned back from its end where only that was seen. */
  readonly at: number;
  readonly endedAt: number | null;
  /** As the agent tells, else from start to stop; null while open or where one of them is missing. */
  readonly durationMs: number | null;
  readonly error: string | null;
  /** One line that says what the call does: a command, a path, a pattern. Plain text from the payload. */
  readonly summary: string;
  /** The files that it reads or changes. */
  readonly files: readonly FileTouch[];
  readonly startSeq: number | null;
  readonly stopSeq: number | null;
}

/** Anything else in a timeline: a prompt, a turn's end, a sub-agent, a notification, an unknown hook. */
export interface NoteActivity {
  readonly kind: 'note';
  /** Unique over all sessions. */
  readonly key: string;
  readonly sessionKey: string;
  readonly source: Source;
  /** The event's type. */
  readonly type: string;
  readonly agentId: string | null;
  readonly at: number;
  /** A few words a person would use: "Turn ended", "Session started". */
  readonly label: string;
  /** The rest of the line: the prompt, the message, the reason. Plain text from the payload; may be empty. */
  readonly summary: string;
  readonly seq: number;
}

export type Activity = CallActivity | NoteActivity;

/** A sub-agent of a session. */
export interface AgentActivity {
  readonly id: string;
  readonly type: string | null;
  /** What it was started for, once the agent has told; else its type; else its id. */
  readonly label: string;
  /** 0, 1, 2 … in the order in which the session's sub-agents were first seen: picks its colour. */
  readonly index: number;
  /** Key of the call that started it, once its agent has told. */
  readonly startedBy: string | null;
  readonly state: 'running' | 'ended';
  readonly calls: number;
  readonly failed: number;
}

/** What a session does now. `waiting` counts for more than `working`. */
export type SessionState = 'waiting' | 'working' | 'idle' | 'ended';

export interface SessionActivity {
  /** The session's id, or `''` for events that name no session. */
  readonly key: string;
  readonly source: Source;
  readonly cwd: string | null;
  /** The last part of `cwd`; null where no event told one. */
  readonly project: string | null;
  readonly model: string | null;
  /** The newest prompt, plain text, one line. */
  readonly prompt: string | null;
  readonly state: SessionState;
  /** In words what the session waits for ("Bash wants to run npm publish"); null unless `waiting`. */
  readonly waitingFor: string | null;
  /** The newest call that is open. */
  readonly current: CallActivity | null;
  readonly agents: readonly AgentActivity[];
  readonly calls: number;
  readonly failed: number;
  readonly running: number;
  readonly events: number;
  /** False as soon as one of its events came without the token. */
  readonly trusted: boolean;
  /** Times of its first and last event, ms since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
}
