import { detached } from '../activity/text';
import { addedAndRemoved, linesOf } from '../activity/line-counts';
import type { MonitorEvent } from '../events';
import { textAt, toolInput, valueAt } from '../payload';
import { toolKind } from '../tool-kinds';
import { parsePatchText, patchIn } from './patch-text';
import { absolutePath, pathIn } from './paths';

/** What one call does with one file. */
export interface FileTouch {
  /** From the root where that is known, else as it was told. */
  readonly path: string;
  readonly kind: 'read' | 'write';
  /** Lines; null where nothing tells. */
  readonly added: number | null;
  readonly removed: number | null;
}

/** Most files of one call that are kept. */
const MOST_FILES = 50;
/** A longer patch is not searched for its files, in UTF-16 units. */
const LONGEST_PATCH = 400_000;
/** No system has longer paths, in UTF-16 units. */
const LONGEST_PATH = 4096;
const NONE: readonly FileTouch[] = [];

/** The files that the start or the stop of a call tells of. */
export function touchesOf(event: MonitorEvent): readonly FileTouch[] {
  const kind = toolKind(event.tool ?? '');
  if (kind === 'patch') return patched(event);
  if (kind !== 'read' && kind !== 'write' && kind !== 'edit') return NONE;
  const input = toolInput(event);
  const path = pathIn(input);
  if (path === null || path.length > LONGEST_PATH) return NONE;
  const counts = kind === 'read' ? UNCOUNTED : (toldCounts(event) ?? inputCounts(input));
  return [touch(event, path, kind === 'read' ? 'read' : 'write', counts)];
}

interface Counts {
  readonly added: number | null;
  readonly removed: number | null;
}
const UNCOUNTED: Counts = { added: null, removed: null };

function touch({ cwd }: MonitorEvent, path: string, kind: FileTouch['kind'], counts: Counts): FileTouch {
  const { added, removed } = counts;
  return { path: detached(absolutePath(path, cwd ?? null)), kind, added, removed };
}

function patched(event: MonitorEvent): readonly FileTouch[] {
  const patch = patchIn(toolInput(event));
  if (patch === null || patch.length > LONGEST_PATCH) return NONE;
  return parsePatchText(patch)
    .filter(({ path }) => path.length <= LONGEST_PATH)
    .slice(0, MOST_FILES)
    .map(({ path, movedTo, hunks }) => touch(event, movedTo ?? path, 'write', signs(hunks)));
}

/** What the agent tells at the end of a call: that is what came of it. */
function toldCounts({ data }: MonitorEvent): Counts | null {
  const response = valueAt(data, 'tool_response');
  const patch = valueAt(response, 'structuredPatch');
  if (Array.isArray(patch) && patch.length > 0) return signs(patch);
  const stat = valueAt(valueAt(response, 'returnDisplay'), 'diffStat');
  const [added, removed] = [valueAt(stat, 'model_added_lines'), valueAt(stat, 'model_removed_lines')];
  if (typeof added === 'number' && typeof removed === 'number') return { added, removed };
  const diff =
    textAt(valueAt(response, 'returnDisplay'), 'fileDiff') ??
    textAt(valueAt(valueAt(data, 'output'), 'metadata'), 'diff');
  return diff === null || diff.length > LONGEST_PATCH ? null : unifiedSigns(diff);
}

function inputCounts(input: unknown): Counts {
  const content = textAt(input, 'content');
  if (content !== null) return { added: linesOf(content), removed: null };
  return addedAndRemoved(input) ?? UNCOUNTED;
}

/** Counts the signed lines of hunks of any origin. */
function signs(hunks: readonly unknown[]): Counts {
  let [added, removed] = [0, 0];
  for (const hunk of hunks) {
    const lines = valueAt(hunk, 'lines');
    for (const line of Array.isArray(lines) ? lines : []) {
      if (typeof line !== 'string') continue;
      if (line.startsWith('+')) added++;
      else if (line.startsWith('-')) removed++;
    }
  }
  return { added, removed };
}

function unifiedSigns(diff: string): Counts {
  const body = diff.slice(Math.max(0, diff.indexOf('\n@@')));
  return {
    added: Array.from(body.matchAll(/^\+/gm)).length,
    removed: Array.from(body.matchAll(/^-/gm)).length,
  };
}
