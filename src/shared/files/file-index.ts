import type { CallActivity } from '../activity/types';
import type { FileTouch } from './touches';

/** A file as one session used it. */
export interface FileActivity {
  readonly sessionKey: string;
  readonly path: string;
  /** Calls that read it, changed it, and tried to change it in vain. */
  readonly reads: number;
  readonly changes: number;
  readonly failed: number;
  /** Lines that changes added and removed, as far as agents tell. */
  readonly added: number;
  readonly removed: number;
  /** Ids of the sub-agents that used it, null for the main agent, in the order in which they did first. */
  readonly agents: readonly (string | null)[];
  /** Of its first and last use and its last change, ms since the epoch; null where it was not changed. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly changedAt: number | null;
  /** In order of time. */
  readonly uses: readonly FileUse[];
}

/** One call's use of a file. */
export interface FileUse {
  readonly call: CallActivity;
  readonly touch: FileTouch;
}

/**
 * The files that calls used, kept up call by call. Only what somebody asks for is put together, and only for files that
 * changed since. It depends on the calls alone, not on the order in which they come. It is bounded by what it is fed:
 * a file is forgotten with the last of its calls.
 */
export class FileIndex {
  readonly #sessions = new Map<string, Map<string, FileRecord>>();

  /** Takes in a call as it is now instead of as it was before, if it was. */
  replace(before: CallActivity | null, now: CallActivity): void {
    if (before && before.files !== now.files) this.forget(before);
    for (const touch of now.files) this.#recordOf(now.sessionKey, touch.path).use(now, touch);
  }

  /** Lets go of a call, and of files that no other call used. */
  forget(call: CallActivity): void {
    const files = this.#sessions.get(call.sessionKey);
    if (!files) return;
    for (const { path } of call.files) {
      const record = files.get(path);
      record?.forget(call);
      if (record?.isEmpty) files.delete(path);
    }
    if (files.size === 0) this.#sessions.delete(call.sessionKey);
  }

  /** The files of a session, or of all. */
  files(sessionKey?: string): FileActivity[] {
    const sessions = sessionKey === undefined ? this.#sessions.values() : [this.#sessions.get(sessionKey)];
    return [...sessions].flatMap((files) => (files ? Array.from(files.values(), ({ view }) => view) : []));
  }

  /** A file as a session used it; undefined where it did not. */
  file(sessionKey: string, path: string): FileActivity | undefined {
    return this.#sessions.get(sessionKey)?.get(path)?.view;
  }

  clear(): void {
    this.#sessions.clear();
  }

  #recordOf(sessionKey: string, path: string): FileRecord {
    let files = this.#sessions.get(sessionKey);
    if (!files) this.#sessions.set(sessionKey, (files = new Map<string, FileRecord>()));
    let record = files.get(path);
    if (!record) files.set(path, (record = new FileRecord(sessionKey, path)));
    return record;
  }
}

class FileRecord {
  /** By the key of the call. */
  readonly #uses = new Map<string, FileUse>();
  #view: FileActivity | null = null;

  constructor(
    readonly sessionKey: string,
    readonly path: string,
  ) {}

  get isEmpty(): boolean {
    return this.#uses.size === 0;
  }

  get view(): FileActivity {
    return (this.#view ??= this.#built());
  }

  use(call: CallActivity, touch: FileTouch): void {
    this.#uses.set(call.key, { call, touch });
    this.#view = null;
  }

  forget({ key }: CallActivity): void {
    if (this.#uses.delete(key)) this.#view = null;
  }

  #built(): FileActivity {
    return fileActivity(this.sessionKey, this.path, [...this.#uses.values()]);
  }
}

/** What some uses of a file come to. */
export function fileActivity(sessionKey: string, path: string, someUses: readonly FileUse[]): FileActivity {
  const uses = someUses.toSorted(byTime);
  const writes = uses.filter(({ touch }) => touch.kind === 'write');
  const changes = writes.filter(({ call }) => hasHappened(call));
  return {
    sessionKey,
    path,
    reads: uses.length - writes.length,
    changes: changes.length,
    failed: writes.filter(({ call }) => call.state === 'failure' || call.state === 'denied').length,
    added: sum(changes, ({ touch }) => touch.added),
    removed: sum(changes, ({ touch }) => touch.removed),
    agents: [...new Set(uses.map(({ call }) => call.agentId))],
    firstAt: uses[0]?.call.at ?? 0,
    lastAt: latest(uses) ?? 0,
    changedAt: latest(changes),
    uses,
  };
}

/** Agents that do not tell how a call ended are believed to have done what they began. */
function hasHappened({ state }: CallActivity): boolean {
  return state === 'success' || state === 'unknown';
}

function byTime({ call: one }: FileUse, { call: other }: FileUse): number {
  return one.at - other.at || (one.key < other.key ? -1 : 1);
}

function sum(uses: readonly FileUse[], lines: (use: FileUse) => number | null): number {
  return uses.reduce((total, use) => total + (lines(use) ?? 0), 0);
}

function latest(uses: readonly FileUse[]): number | null {
  return uses.reduce<number | null>((last, { call }) => Math.max(last ?? 0, call.endedAt ?? call.at), null);
}
