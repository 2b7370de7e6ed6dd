/** What the server accepts, in one place: ingest enforces these numbers and the documents quote them. */
export const LIMITS = {
  /** Largest HTTP body and largest Socket.IO message, in bytes. */
  bodyBytes: 8 * 1024 * 1024,
  /** Deepest nesting of objects and arrays in a payload. */
  nesting: 32,
  /** Most events in one `POST /api/events`. */
  eventsPerRequest: 1000,
  /** Beyond this many events, or bytes of them, that wait to be stored, more are refused. */
  pendingEvents: 20_000,
  pendingBytes: 16 * 1024 * 1024,
  /** Beyond this many bytes of bodies that are being read, of all requests together, more are refused. */
  bodiesBytes: 32 * 1024 * 1024,
  /** Most events in one page of history. */
  historyPage: 1000,
  /** Longest `type`, `tool`, `session_id`, `agent_id`, `tool_use_id` and `id`, in UTF-16 units. */
  nameLength: 512,
  /** Latest `timestamp`, in ms since the epoch: the end of the year 9999. Microseconds and nanoseconds are beyond it. */
  timestamp: 253_402_300_799_999,
  /** Longest error text kept beside an event, in UTF-16 units; the whole text stays in its payload. */
  errorLength: 500,
} as const;

/** The port agents' hooks are pointed at when the user changed nothing. */
export const DEFAULT_PORT = 8765;
