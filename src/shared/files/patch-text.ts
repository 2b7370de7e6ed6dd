import { firstTextAt } from '../payload';

/** What a patch does with one file. */
export interface PatchedFile {
  readonly kind: 'add' | 'update' | 'delete';
  readonly path: string;
  /** Where the file goes; null where it stays. */
  readonly movedTo: string | null;
  readonly hunks: readonly PatchHunk[];
}

interface PatchHunk {
  /** Where in the file it belongs, in the words of the patch; may be empty. */
  readonly heading: string;
  /** Each with its sign: a space, `+` or `-`. */
  readonly lines: readonly string[];
}

type Open<Type> = { -readonly [Key in keyof Type]: Type[Key] };
interface OpenFile extends Open<PatchedFile> {
  hunks: { heading: string; lines: string[] }[];
}

const KINDS: Record<string, PatchedFile['kind']> = { Add: 'add', Update: 'update', Delete: 'delete' };

/** The patch that a patching tool was called with; null where its input holds none. */
export function patchIn(input: unknown): string | null {
  return typeof input === 'string'
    ? input
    : firstTextAt(input, 'command', 'input', 'patch', 'patchText', 'patch_text');
}

/** Reads a patch as the tool `apply_patch` takes it. Lines that belong nowhere are passed over. */
export function parsePatchText(patch: string): PatchedFile[] {
  const files: OpenFile[] = [];
  for (const line of patch.split(/\r?\n/)) {
    const file = files.at(-1);
    const [, verb = '', path = ''] = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line) ?? [];
    const kind = KINDS[verb];
    if (kind) files.push({ kind, path: path.trim(), movedTo: null, hunks: [] });
    else if (file) readLine(file, line);
  }
  return files;
}

function readLine(file: OpenFile, line: string): void {
  if (line.startsWith('*** Move to: ')) file.movedTo = line.slice(13).trim();
  else if (line.startsWith('@@')) file.hunks.push({ heading: line.slice(2).trim(), lines: [] });
  else if (/^[ +-]/.test(line) || line === '') {
    const hunk = file.hunks.at(-1);
    // Empty lines at the end of a patch belong to no hunk, and those in a hunk have lost their space.
    if (hunk) hunk.lines.push(line === '' ? ' ' : line);
    else if (line !== '') file.hunks.push({ heading: '', lines: [line] });
  }
}
