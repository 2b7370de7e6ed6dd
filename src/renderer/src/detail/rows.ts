import type { DiffEntry } from './diff/diff-lines';
import { folded, type Fold } from './diff/fold';
import { splitLines, type SplitLine } from './diff/split';
import { jsonNodes, type JsonNode, type Opened } from './json/json-nodes';
import type {
  CallsSection,
  ChecksSection,
  DiffSection,
  FactsSection,
  FoundPlace,
  HintSection,
  PlacesSection,
  Section,
  TextSection,
  TreeSection,
} from './sections';
import { cutIntoPieces, type Piece } from './text/pieces';

/** What the user chose to see. */
export interface Look {
  readonly opened: Opened;
  readonly split: boolean;
}

export type HeadedSection = TextSection | TreeSection | PlacesSection | ChecksSection | CallsSection;

/** One row of the details: what is made visible at once. */
export type Row =
  | { kind: 'heading'; section: HeadedSection }
  | { kind: 'text'; section: TextSection; piece: Piece }
  | { kind: 'file'; section: DiffSection }
  | { kind: 'diff'; section: DiffSection; entry: DiffEntry | SplitLine }
  | { kind: 'fold'; fold: Fold; id: string }
  | { kind: 'node'; node: JsonNode }
  | { kind: 'node-text'; text: string; piece: Piece; depth: number }
  | { kind: 'place'; place: FoundPlace }
  | { kind: 'match'; place: FoundPlace; match: FoundPlace['matches'][number] }
  | { kind: 'facts'; section: FactsSection }
  | { kind: 'check'; item: ChecksSection['items'][number] }
  | { kind: 'calls'; section: CallsSection }
  | { kind: 'hint'; section: HintSection }
  | { kind: 'space' };

const SPACE: Row = { kind: 'space' };

/** All rows of some sections, as the user wants to see them. */
export function rowsOf(sections: readonly Section[], look: Look): Row[] {
  return sections.flatMap((section, index) => [...sectionRows(section, index, look), SPACE]);
}

/** Heights of a piece of text and of any other row, in px, near enough. */
const [PIECE, OTHER] = [200, 24];

/** What a row will have for its height, in px, until it is measured: far from that, too many would be made at once. */
export function usualHeight(rows: readonly Row[]): number {
  const pieces = rows.filter(({ kind }) => kind === 'text' || kind === 'node-text').length;
  return rows.length === 0 ? OTHER : (pieces * PIECE + (rows.length - pieces) * OTHER) / rows.length;
}

function sectionRows(section: Section, index: number, look: Look): Row[] {
  switch (section.kind) {
    case 'text':
      return [
        { kind: 'heading', section },
        ...section.pieces.pieces.map((piece): Row => ({ kind: 'text', section, piece })),
      ];
    case 'diff':
      return diffRows(section, index, look);
    case 'tree':
      return [
        { kind: 'heading', section },
        ...jsonNodes(section.value, look.opened, section.id).flatMap(nodeRows),
      ];
    case 'places':
      return [{ kind: 'heading', section }, ...section.places.flatMap(placeRows)];
    case 'checks':
      return [{ kind: 'heading', section }, ...section.items.map((item): Row => ({ kind: 'check', item }))];
    case 'calls':
      return [
        { kind: 'heading', section },
        { kind: 'calls', section },
      ];
    case 'facts':
      return [{ kind: 'facts', section }];
    case 'hint':
      return [{ kind: 'hint', section }];
  }
}

function diffRows(section: DiffSection, index: number, { opened, split }: Look): Row[] {
  const id = (from: number) => `diff:${index}:${from}`;
  const shown = folded(section.entries, (from) => opened.get(id(from)) ?? false);
  const lines = split ? splitLines(shown) : shown;
  const rows = lines.map((entry): Row => {
    if (entry.sign === '…') return { kind: 'fold', fold: entry, id: id(entry.from) };
    return { kind: 'diff', section, entry };
  });
  return [{ kind: 'file', section }, ...rows];
}

function nodeRows(node: JsonNode): Row[] {
  const { whole, depth } = node;
  if (whole === null) return [{ kind: 'node', node }];
  const { pieces } = cutIntoPieces(whole);
  return [
    { kind: 'node', node },
    ...pieces.map((piece): Row => ({ kind: 'node-text', text: whole, piece, depth })),
  ];
}

function placeRows(place: FoundPlace): Row[] {
  return [{ kind: 'place', place }, ...place.matches.map((match): Row => ({ kind: 'match', place, match }))];
}

/** What is copied of a section, as it was sent; null where that makes no sense. */
export function copyText(section: HeadedSection): (() => string) | null {
  switch (section.kind) {
    case 'text':
      return () => section.text;
    case 'tree':
      return () => JSON.stringify(section.value, null, 2);
    case 'places':
      return () => section.places.flatMap(placeLines).join('\n');
    case 'checks':
      return () =>
        section.items.map(({ text, state }) => `- [${state === 'completed' ? 'x' : ' '}] ${text}`).join('\n');
    case 'calls':
      return null;
  }
}

/** A diff in the usual form. */
export function diffText({ diff }: DiffSection): string {
  const [before, after] = [
    diff.kind === 'added' ? '/dev/null' : diff.path,
    diff.kind === 'deleted' ? '/dev/null' : diff.path,
  ];
  const hunks = diff.hunks.flatMap(({ oldStart, newStart, heading, lines }) => {
    const removed = lines.filter((line) => !line.startsWith('+')).length;
    const added = lines.filter((line) => !line.startsWith('-')).length;
    const placed = oldStart !== null && newStart !== null;
    const place = placed ? `@@ -${range(oldStart, removed)} +${range(newStart, added)} @@` : '@@';
    return [`${place} ${heading}`.trim(), ...lines];
  });
  return [`--- ${before}`, `+++ ${after}`, ...hunks, ''].join('\n');
}

/** Where there are no lines, the place is told by the line before. */
const range = (start: number, lines: number): string => `${lines === 0 ? start - 1 : start},${lines}`;

function placeLines({ path, matches }: FoundPlace): string[] {
  return matches.length === 0 ? [path] : matches.map(({ line, text }) => `${path}:${line ?? ''}:${text}`);
}
