import { isJsonObject } from '../../../shared/events';
import { diffEntries, sideOf } from './diff/diff-lines';
import type { FileDiff } from './diff/file-diff';
import { partners } from './diff/words';
import { Highlighted } from './highlight/highlighting.svelte';
import { languageOf, type Language } from './highlight/languages';
import type {
  DiffSection,
  Fact,
  FactsSection,
  HintSection,
  Remark,
  Section,
  TextSection,
  TreeSection,
} from './sections';
import { cutIntoPieces } from './text/pieces';

interface TextOptions {
  look: TextSection['look'];
  language?: Language | null;
  bad?: boolean;
  firstNumber?: number | null;
  remark?: Remark | undefined;
  place?: TextSection['place'];
}

/** A section of text. */
export function textSection(title: string, text: string, options: TextOptions): TextSection {
  const { look, language = null, bad = false, firstNumber = null, remark, place = null } = options;
  const colors = new Highlighted(language, () => text);
  const pieces = cutIntoPieces(text);
  return { kind: 'text', title, look, text, pieces, bad, colors, firstNumber, remark, place };
}

/** A section that shows how a file was changed. */
export function diffSection(diff: FileDiff): DiffSection {
  const entries = diffEntries(diff);
  const language = languageOf(diff.movedTo ?? diff.path);
  const oldColors = new Highlighted(language, () => sideOf(entries, 'old'));
  const newColors = new Highlighted(language, () => sideOf(entries, 'new'));
  const numbered = diff.hunks.some(({ oldStart }) => oldStart !== null);
  return { kind: 'diff', diff, entries, numbered, partners: partners(entries), oldColors, newColors };
}

/** A section that shows any value: a text as such, objects and lists as a tree. Null where there is nothing. */
export function valueSection(
  title: string,
  value: unknown,
  remark?: Remark,
): TextSection | TreeSection | null {
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value) || isJsonObject(value)) return { kind: 'tree', title, id: title, value, remark };
  return textSection(title, typeof value === 'string' ? value : JSON.stringify(value), {
    look: 'terminal',
    remark,
  });
}

/** Facts that are told, one a line; null where none is. */
export function factsSection(
  facts: readonly (Omit<Fact, 'text'> & { text: string | number | null | undefined })[],
): FactsSection | null {
  const told = facts.flatMap(({ text, ...rest }) =>
    text === null || text === undefined || text === '' ? [] : [{ ...rest, text: String(text) }],
  );
  return told.length === 0 ? null : { kind: 'facts', facts: told };
}

export const hint = (text: string): HintSection => ({ kind: 'hint', text });

/** Those that are there. */
export function present(...sections: (Section | null | undefined | false)[]): Section[] {
  return sections.filter((section) => section !== null && section !== undefined && section !== false);
}
