import { structuredPatch } from 'diff';
import type { Hunk } from './file-diff';

/** A comparison that takes longer is given up, in ms: all of one text is then shown before all of the other. */
const LONGEST_TIME = 20;
const CONTEXT = 3;

/**
 * Compares two texts line by line.
 *
 * @param placed whether they are whole files, so that line numbers mean something
 */
export function compareTexts(before: string, after: string, placed: boolean): Hunk[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, timeout: LONGEST_TIME });
  const hunks = patch?.hunks ?? [replacement(before, after)];
  return hunks.map(({ oldStart, newStart, lines }) => ({
    oldStart: placed ? oldStart : null,
    newStart: placed ? newStart : null,
    lines: lines.filter((line) => !line.startsWith('\\')),
    heading: '',
  }));
}

/** A file that is new, as a hunk. */
export function wholeText(text: string, sign: '+' | '-'): Hunk[] {
  const lines = linesOf(text).map((line) => sign + line);
  return lines.length === 0 ? [] : [{ oldStart: 1, newStart: 1, lines, heading: '' }];
}

/** The lines of a text; the line feed at its end begins none. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function replacement(before: string, after: string): { oldStart: number; newStart: number; lines: string[] } {
  const lines = [...linesOf(before).map((line) => `-${line}`), ...linesOf(after).map((line) => `+${line}`)];
  return { oldStart: 1, newStart: 1, lines };
}
