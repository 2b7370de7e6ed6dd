import { parsePatch } from 'diff';
import { parsePatchText, patchIn } from '../../../../shared/files/patch-text';
import { pathIn } from '../../../../shared/files/paths';
import { firstTextAt, textAt, valueAt } from '../../../../shared/payload';
import { compareTexts, wholeText } from '../diff/compare';
import type { FileDiff, Hunk } from '../diff/file-diff';
import { diffSection, present, textSection } from '../make-sections';
import type { Section } from '../sections';
import { errorSection, listAt, numberAt, outputSections, type CallData } from './call-data';

/** Longer texts are not compared, but shown one after the other, in UTF-16 units. */
const LONGEST_TEXT = 200_000;

/** How a call changed files: by what its agent tells at the end, else by what the tool was called with. */
export function editSections(data: CallData): Section[] {
  const large = largeContent(data.input);
  if (large !== null) {
    const place = { path: pathIn(data.input) ?? '', line: null };
    return present(errorSection(data), textSection('New content', large, { look: 'terminal', place }));
  }
  const diffs = fileDiffs(data).filter(({ hunks, kind }) => hunks.length > 0 || kind !== 'changed');
  if (diffs.length === 0) return outputSections(data);
  const remark = typeof data.output === 'string' && !isDiff(data.output) ? data.output.trim() : '';
  return present(
    errorSection(data),
    ...diffs.map(diffSection),
    data.error === null && remark !== '' && textSection('Answer', remark, { look: 'terminal' }),
  );
}

/** The changes of a call, file by file. */
export function fileDiffs(data: CallData): FileDiff[] {
  const path = pathIn(data.input) ?? textAt(data.response, 'filePath');
  if (path === null) return patchedFiles(data.input);
  const { hunks, original } = toldChange(data) ?? askedChange(data.input);
  const isAdded = hunks.every(({ lines }) => lines.every((line) => line.startsWith('+')));
  // An edit that changes nothing makes no file; an empty text that is written does.
  const isMade = hunks.length > 0 || valueAt(data.input, 'content') === '';
  const isNew = original === null && isAdded && isMade;
  return [{ path, kind: isNew ? 'added' : 'changed', movedTo: null, hunks, original }];
}

interface Change {
  hunks: Hunk[];
  original: string | null;
}

/** What the agent tells that came of it. */
function toldChange({ response }: CallData): Change | null {
  const patch = listAt(response, 'structuredPatch').flatMap(readHunk);
  if (patch.length > 0) return { hunks: patch, original: textAt(response, 'originalFile') };
  const display = valueAt(response, 'returnDisplay');
  const unified = textAt(display, 'fileDiff') ?? textAt(valueAt(response, 'metadata'), 'diff');
  const hunks = unified === null ? [] : readUnified(unified);
  return hunks.length === 0 ? null : { hunks, original: textAt(display, 'originalContent') };
}

/** What the tool was asked to do. */
function askedChange(input: unknown): Change {
  const content = textAt(input, 'content') ?? textAt(input, 'new_source');
  if (content !== null) return { hunks: wholeText(content, '+'), original: null };
  const listed = listAt(input, 'edits');
  const hunks = (listed.length > 0 ? listed : [input]).flatMap((edit) => {
    const before = firstTextAt(edit, 'old_string', 'oldString') ?? '';
    const after = firstTextAt(edit, 'new_string', 'newString') ?? '';
    return compareTexts(before, after, false);
  });
  return { hunks, original: null };
}

function patchedFiles(input: unknown): FileDiff[] {
  const patch = patchIn(input);
  if (patch === null) return [];
  const files = parsePatchText(patch);
  if (files.length === 0) return unifiedFiles(patch);
  return files.map(({ kind, path, movedTo, hunks }) => ({
    path,
    kind: kind === 'add' ? 'added' : kind === 'delete' ? 'deleted' : 'changed',
    movedTo,
    hunks: hunks.map(({ heading, lines }) => ({ ...startOf(kind), heading, lines })),
    original: null,
  }));
}

/** A new file begins at its first line; where other changes belong is not told. */
function startOf(kind: string): Pick<Hunk, 'oldStart' | 'newStart'> {
  return kind === 'add' ? { oldStart: 1, newStart: 1 } : { oldStart: null, newStart: null };
}

function unifiedFiles(patch: string): FileDiff[] {
  return parsedPatches(patch).map(({ oldFileName, newFileName, hunks }) => ({
    path: (newFileName ?? oldFileName ?? '').replace(/^[ab]\//, ''),
    kind: 'changed',
    movedTo: null,
    hunks: hunks.flatMap(readHunk),
    original: null,
  }));
}

function readUnified(text: string): Hunk[] {
  return parsedPatches(text).flatMap(({ hunks }) => hunks.flatMap(readHunk));
}

/** What is no patch has no hunks: agents, and whoever posts in their names, may send anything. */
function parsedPatches(text: string): ReturnType<typeof parsePatch> {
  try {
    return parsePatch(text);
  } catch {
    return [];
  }
}

function readHunk(hunk: unknown): Hunk[] {
  const lines = listAt(hunk, 'lines').filter((line) => typeof line === 'string' && !line.startsWith('\\'));
  if (lines.length === 0) return [];
  return [
    {
      oldStart: numberAt(hunk, 'oldStart'),
      newStart: numberAt(hunk, 'newStart'),
      lines: lines as string[],
      heading: '',
    },
  ];
}

function isDiff(text: string): boolean {
  return /^(?:Index: |--- |diff )/.test(text);
}

function largeContent(input: unknown): string | null {
  const content = textAt(input, 'content');
  return content !== null && content.length > LONGEST_TEXT ? content : null;
}
