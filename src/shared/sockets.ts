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

/** The `seq` up to which a client of `/stream` has handled what it was sent. */
export const acknowledgementSchema = z.int().nonnegative();

/** The position a client of `/` or `/tools` may name when it connects, to get what it missed. */
export const positionSchema = subscribeSchema.pick({ after: true });

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
  /**
   * Events in order of `seq`, without a gap to the frame before. `acknowledge` asks the client to emit `ack` once it has
   * handled them: it gets no more than a window beyond what it acknowledged.
   */
  batch: (events: MonitorEvent[], acknowledge?: true) => void;
  /**
   * Clients came or went, or something was refused: `GET /api/stats` has the figures. Once a second at most, and to those
   * who asked for it.
   */
  stats: () => void;
}
export interface StreamClientEvents {
  subscribe: (request: Subscribe, answer: (result: Subscribed | ClientError) => void) => void;
  /** The client has handled everything up to this `seq`. */
  ack: (seq: number) => void;
  /** The client wants to be told of changes of the figures, as long as it is connected. */
  stats: () => void;
  event: EmitEvent;
}

/** An answer to an event that a client emitted on `/`. */
export type EmitAnswer = { accepted: number; seq: number } | ClientError;

/** A client's own event, in the plain shape. */
type EmitEvent = (payload: unknown, answer?: (result: EmitAnswer) => void) => void;

/** The client did not read, and misses events from this `seq` on until the next one that it gets. */
interface Overflow {
  seq: number;
}

/**
 * Namespaces `/` and `/tools`: each event under its own type, tool events as `tool_event`; and `overflow` with what it
 * tells.
 */
export type PlainServerEvents = Record<string, (content: MonitorEvent | Overflow) => void>;
export interface PlainClientEvents {
  event: EmitEvent;
}

/** The event name of tool events on `/` and `/tools`. */
export const TOOL_EVENT = 'tool_event';

/** True for the types that go out as `tool_event`. */
export function isToolEvent(type: string): boolean {
  return type === 'tool_start' || type === 'tool_stop';
}
