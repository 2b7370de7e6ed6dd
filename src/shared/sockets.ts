import { z } from 'zod';
import type { MonitorEvent } from './events';

/**
 * What a client of `/stream` asks for: everything after `after`, in the journal that `epoch` names. One that begins
 * (`after: 0`, or another epoch) may ask for the newest `tail` events only.
 */
export const subscribeSchema = z.object({
  after: z.int().nonnegative(),
  epoch: z.string().nullable(),
  tail: z.int().positive().optional(),
});
export type Subscribe = z.infer<typeof subscribeSchema>;

/**
 * Where the stream begins. `from` is the first `seq` that follows; `missed` counts events asked for that the
 * server no longer has; `reset` says that `epoch` was another journal's, so that the client starts anew.
 */
export interface Subscribed {
  epoch: string;
  from: number;
  head: number;
  missed: number;
  reset: boolean;
}

export interface ClientError {
  error: { code: string; message: string; details?: unknown };
}

/** Namespace `/stream`: the dashboard's protocol. */
export interface StreamServerEvents {
  /** Events in order of `seq`, without a gap to the frame before. */
  batch: (events: MonitorEvent[]) => void;
}
export interface StreamClientEvents {
  subscribe: (request: Subscribe, answer: (result: Subscribed | ClientError) => void) => void;
}

/** An answer to an event that a client emitted on `/`. */
export type EmitAnswer = { accepted: number; seq: number } | ClientError;

/** Namespaces `/` and `/tools`: each event under its own type, tool events as `tool_event`. */
export type PlainServerEvents = Record<string, (event: MonitorEvent) => void>;
export interface PlainClientEvents {
  event: (payload: unknown, answer?: (result: EmitAnswer) => void) => void;
}

/** The event name of tool events on `/` and `/tools`. */
export const TOOL_EVENT = 'tool_event';

/** True for the types that go out as `tool_event`. */
export function isToolEvent(type: string): boolean {
  return type === 'tool_start' || type === 'tool_stop';
}
