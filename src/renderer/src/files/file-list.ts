import type { SessionActivity } from '../../../shared/activity/types';
import { fileActivity, type FileActivity, type FileUse } from '../../../shared/files/file-index';
import { relativePath } from '../../../shared/files/paths';
import { sessionTitle } from '../lib/words';
import type { FileGrouping, FileOrder } from './files-look.svelte';

/** A file as the list shows it. */
export interface ListedFile {
  readonly key: string;
  /** Relative to the folder of its project. */
  readonly shown: string;
  /** Of all sessions that it stands for; `sessionKey` is that of the first. */
  readonly file: FileActivity;
}

/** The files of a project, or of a session. */
export interface FileGroup {
  readonly key: string;
  readonly title: string;
  /** The folder of the project, or what more tells the session. */
  readonly note: string;
  readonly files: readonly ListedFile[];
}

interface Wanted {
  readonly grouping: FileGrouping;
  readonly order: FileOrder;
  readonly text: string;
  readonly changedOnly: boolean;
  /** Which uses count; null for all. */
  readonly admits: ((use: FileUse) => boolean) | null;
}

/** Puts files into groups, those first in which something happened last. */
export function groupFiles(
  files: readonly FileActivity[],
  sessionOf: (key: string) => SessionActivity | undefined,
  wanted: Wanted,
): FileGroup[] {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<
    string,
    { session: SessionActivity | undefined; files: Map<string, FileActivity> }
  >();
  for (const file of files) {
    const used = wanted.admits ? withUses(file, wanted.admits) : file;
    if (!used || (wanted.changedOnly && used.changes + used.failed === 0)) continue;
    const path = file.path.toLowerCase();
    if (!words.every((word) => path.includes(word))) continue;
    const session = sessionOf(file.sessionKey);
    const key =
      wanted.grouping === 'session' ? file.sessionKey : (session?.cwd ?? `session ${file.sessionKey}`);
    const group = groups.get(key) ?? { session, files: new Map<string, FileActivity>() };
    groups.set(key, group);
    const other = group.files.get(file.path);
    group.files.set(file.path, other ? together(other, used) : used);
  }
  return Array.from(groups, ([key, group]) =>
    listed(key, group.session, [...group.files.values()], wanted),
  ).sort((one, other) => lastOf(other) - lastOf(one) || (one.key < other.key ? -1 : 1));
}

function listed(
  key: string,
  session: SessionActivity | undefined,
  files: FileActivity[],
  { grouping, order }: Wanted,
): FileGroup {
  const folder = session?.cwd ?? null;
  return {
    key,
    title: sessionTitle(session ?? { key, project: null }),
    note: grouping === 'session' ? (session?.prompt ?? '') : (folder ?? ''),
    files: files
      .sort(ORDERS[order])
      .map((file) => ({ key: `${key}\n${file.path}`, shown: relativePath(file.path, folder), file })),
  };
}

type Compare = (one: FileActivity, other: FileActivity) => number;
const byPath: Compare = (one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);
const ORDERS: Record<FileOrder, Compare> = {
  changed: (one, other) =>
    (other.changedAt ?? 0) - (one.changedAt ?? 0) || other.lastAt - one.lastAt || byPath(one, other),
  used: (one, other) => other.lastAt - one.lastAt || byPath(one, other),
  changes: (one, other) => other.changes - one.changes || other.reads - one.reads || byPath(one, other),
  path: byPath,
};

/** A file by those of its uses that count; null where none does. */
function withUses(file: FileActivity, admits: (use: FileUse) => boolean): FileActivity | null {
  const uses = file.uses.filter(admits);
  if (uses.length === 0) return null;
  return uses.length === file.uses.length ? file : fileActivity(file.sessionKey, file.path, uses);
}

function together(one: FileActivity, other: FileActivity): FileActivity {
  return fileActivity(one.sessionKey, one.path, [...one.uses, ...other.uses]);
}

const lastOf = ({ files }: FileGroup): number =>
  files.reduce((last, { file }) => Math.max(last, file.lastAt), 0);
