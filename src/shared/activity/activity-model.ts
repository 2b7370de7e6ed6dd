import type { MonitorEvent } from '../events';
import { FileIndex, type FileActivity } from '../files/file-index';
import { CallRecord } from './call';
import { entryKeyOf } from './entry-key';
import { isNoise, wordsFor } from './labels';
import { SessionRecord } from './session';
import { Timeline } from './timeline';
import type { Activity, CallActivity, NoteActivity, SessionActivity } from './types';

const MOST_ENTRIES = 100_000;
const MOST_SESSIONS = 5000;
/** How much is forgotten at once when there is too much: the search for it is not worth it for a single entry. */
const FORGOTTEN_PART = 0.1;

/** Takes a call as it was before, if it was, and as it is now. */
type OnCall = (before: CallActivity | null, now: CallActivity) => void;

interface Options {
  maxEntries?: number;
  onCall?: OnCall;
  indexFiles?: boolean;
}

const NO_ENTRIES: readonly Activity[] = [];

/**
 * What the agents do and did, made of their events. It holds short texts and the numbers of events, never a payload.
 *
 * Hooks overtake each other: apart from the order of what happened in the same millisecond and of sub-agents, it comes
 * out the same in whatever order the events arrive. All it hands out is immutable, but for the arrays and the map,
 * which are live.
 */
export class ActivityModel {
  readonly #maxEntries: number;
  readonly #onCall: OnCall | undefined;
  readonly #records = new Map<string, SessionRecord>();
  readonly #sessions = new Map<string, SessionActivity>();
  readonly #calls = new Map<string, CallRecord>();
  readonly #notes = new Map<string, NoteActivity>();
  readonly #timeline = new Timeline();
  readonly #files: FileIndex | null;
  /** Those that events changed since they were settled. */
  readonly #changed = new Set<SessionRecord>();
  #head = 0;
  #tail = Infinity;
  #version = 0;
  #forgotten = false;

  /**
   * @param options.maxEntries most entries kept over all sessions; sessions stay when their entries are forgotten
   * @param options.onCall is told of each call that is new or changed
   * @param options.indexFiles false where nobody asks for files
   */
  constructor({ maxEntries = MOST_ENTRIES, onCall, indexFiles = true }: Options = {}) {
    this.#maxEntries = maxEntries;
    this.#onCall = onCall;
    this.#files = indexFiles ? new FileIndex() : null;
  }

  /** Takes in the next event of the stream; one that is not newer than all before, by its `seq`, is ignored. */
  apply(event: MonitorEvent): void {
    if (event.seq <= this.#head) return;
    this.#head = event.seq;
    this.#tail = Math.min(this.#tail, event.seq);
    this.#take(event);
  }

  /** Takes in the event before all that it has seen; one that is not older than all of them is ignored. */
  applyEarlier(event: MonitorEvent): void {
    if (event.seq >= this.#tail) return;
    this.#tail = event.seq;
    this.#head = Math.max(this.#head, event.seq);
    this.#take(event);
  }

  #take(event: MonitorEvent): void {
    this.#version++;
    const noise = isNoise(event);
    // Noise of no session would make one that never does anything.
    if (noise && event.session_id === null) return;
    const session = this.#recordOf(event.session_id ?? '');
    this.#changed.add(session);
    session.learn(event);
    if (event.type === 'tool_start' || event.type === 'tool_stop') this.#applyToCall(session, event);
    else if (!noise) this.#addNote(session, event);
    if (this.#timeline.entries.length > this.#maxEntries) this.#forgetEntries();
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** Whether it let go of entries because there were too many. */
  get hasForgotten(): boolean {
    return this.#forgotten;
  }

  /** By key. */
  get sessions(): ReadonlyMap<string, SessionActivity> {
    this.#settle();
    return this.#sessions;
  }

  call(key: string): CallActivity | undefined {
    this.#settle();
    return this.#calls.get(key)?.entry;
  }

  /** An entry as it is now. */
  entry(key: string): Activity | undefined {
    return this.call(key) ?? this.#notes.get(key);
  }

  /** The timeline of a session, or of all: by time, then by arrival. */
  entries(sessionKey?: string): readonly Activity[] {
    this.#settle();
    const timeline = sessionKey === undefined ? this.#timeline : this.#records.get(sessionKey)?.timeline;
    return timeline?.entries ?? NO_ENTRIES;
  }

  /** The files that the calls of a session, or of all, read and changed. */
  files(sessionKey?: string): FileActivity[] {
    this.#settle();
    return this.#files?.files(sessionKey) ?? [];
  }

  /** A file as a session used it; undefined where it did not. */
  file(sessionKey: string, path: string): FileActivity | undefined {
    this.#settle();
    return this.#files?.file(sessionKey, path);
  }

  /** Forgets everything, also which events it has seen. */
  reset(): void {
    this.#records.clear();
    this.#sessions.clear();
    this.#calls.clear();
    this.#notes.clear();
    this.#timeline.clear();
    this.#files?.clear();
    this.#changed.clear();
    this.#head = 0;
    this.#tail = Infinity;
    this.#forgotten = false;
    this.#version++;
  }

  #recordOf(key: string): SessionRecord {
    let record = this.#records.get(key);
    if (!record) {
      if (this.#records.size >= MOST_SESSIONS) this.#forgetSessions();
      record = new SessionRecord(key);
      this.#records.set(key, record);
    }
    return record;
  }

  #addNote(session: SessionRecord, event: MonitorEvent): void {
    const note = noteOf(session.key, event);
    this.#notes.set(note.key, note);
    this.#show(session, null, note);
  }

  #applyToCall(session: SessionRecord, event: MonitorEvent): void {
    const key = entryKeyOf(event);
    const known = this.#calls.get(key);
    const call = known ?? new CallRecord(key, session.key, event.tool_use_id);
    const before = known?.entry ?? null;
    this.#calls.set(key, call);
    call.learn(event);
    session.learnCall(call);
    const now = call.entry;
    if (now === before) return;
    session.tally(before, now);
    this.#show(session, before, now);
  }

  #show(session: SessionRecord, before: Activity | null, now: Activity): void {
    if (now.kind === 'call') {
      const formerly = before?.kind === 'call' ? before : null;
      this.#onCall?.(formerly, now);
      this.#files?.replace(formerly, now);
    }
    for (const timeline of [this.#timeline, session.timeline]) {
      if (before) timeline.replace(before, now);
      else timeline.add(now);
    }
  }

  /** Brings the sessions that changed, and their calls, up to what all events together say. */
  #settle(): void {
    for (const record of this.#changed) {
      const { session, changes } = record.settle();
      this.#sessions.set(record.key, session);
      for (const { before, now } of changes) this.#show(record, before, now);
    }
    this.#changed.clear();
  }

  /** Forgets the oldest entries, first those of which nothing more is to come. */
  #forgetEntries(): void {
    this.#settle();
    const entries = this.#timeline.entries;
    const kept = Math.floor(this.#maxEntries * (1 - FORGOTTEN_PART));
    const settled = entries.filter((entry) => !isOpen(entry)).slice(0, entries.length - kept);
    const open = entries.filter(isOpen).slice(0, entries.length - kept - settled.length);
    this.#forget(new Set([...settled, ...open]));
  }

  /** Forgets those sessions that have been quiet longest, first those at rest. */
  #forgetSessions(): void {
    const number = Math.ceil(MOST_SESSIONS * FORGOTTEN_PART);
    const quietest = [...this.sessions.values()].sort(
      (one, other) => Number(isBusy(one)) - Number(isBusy(other)) || one.lastAt - other.lastAt,
    );
    const gone = quietest.slice(0, number);
    this.#forget(new Set(gone.flatMap(({ key }) => this.entries(key))));
    for (const { key } of gone) {
      this.#records.delete(key);
      this.#sessions.delete(key);
    }
  }

  #forget(gone: ReadonlySet<Activity>): void {
    this.#forgotten = true;
    const sessions = new Set<SessionRecord>();
    for (const entry of gone) {
      const session = this.#records.get(entry.sessionKey);
      if (session) sessions.add(session);
      const call = this.#calls.get(entry.key);
      if (call) session?.forget(call);
      if (entry.kind === 'call') this.#files?.forget(entry);
      this.#calls.delete(entry.key);
      this.#notes.delete(entry.key);
    }
    this.#timeline.remove(gone);
    for (const session of sessions) session.timeline.remove(gone);
  }
}

function noteOf(sessionKey: string, event: MonitorEvent): NoteActivity {
  return {
    kind: 'note',
    key: entryKeyOf(event),
    sessionKey,
    source: event.source,
    type: event.type,
    agentId: event.agent_id,
    at: event.timestamp,
    ...wordsFor(event),
    seq: event.seq,
  };
}

function isOpen(entry: Activity): boolean {
  return entry.kind === 'call' && (entry.state === 'running' || entry.state === 'waiting');
}

function isBusy({ state }: SessionActivity): boolean {
  return state === 'waiting' || state === 'working';
}
