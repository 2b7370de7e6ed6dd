import type { Highlighted } from './highlight/highlighting.svelte';
import type { FileDiff } from './diff/file-diff';
import type { DiffEntry, DiffLine } from './diff/diff-lines';
import type { Pieces } from './text/pieces';

/** A remark beside a heading. */
export interface Remark {
  readonly text: string;
  readonly bad?: boolean;
}

/** A place in a file of this machine, as it was told. */
export interface FilePlace {
  readonly path: string;
  readonly line: number | null;
}

/** A part of what the details show. Each kind has rows of its own. */
export type Section =
  | TextSection
  | DiffSection
  | TreeSection
  | FactsSection
  | PlacesSection
  | ChecksSection
  | CallsSection
  | HintSection;

interface Headed {
  readonly title: string;
  readonly remark?: Remark | undefined;
}

/** Text of any length: output with its colours, code with line numbers, or what somebody wrote. */
export interface TextSection extends Headed {
  readonly kind: 'text';
  readonly look: 'terminal' | 'code' | 'prose' | 'command';
  readonly text: string;
  readonly pieces: Pieces;
  /** It says what went wrong. */
  readonly bad: boolean;
  readonly colors: Highlighted;
  /** The number of its first line; null where numbers mean nothing. */
  readonly firstNumber: number | null;
  /** The file that it is of. */
  readonly place: FilePlace | null;
}

export interface DiffSection {
  readonly kind: 'diff';
  readonly diff: FileDiff;
  readonly entries: readonly DiffEntry[];
  /** Whether lines have numbers: some agents do not tell where a change belongs. */
  readonly numbered: boolean;
  /** For lines that replace each other, the one on the other side. */
  readonly partners: ReadonlyMap<DiffLine, DiffLine>;
  readonly oldColors: Highlighted;
  readonly newColors: Highlighted;
}

export interface TreeSection extends Headed {
  readonly kind: 'tree';
  /** Tells the nodes of its tree from those of others. */
  readonly id: string;
  readonly value: unknown;
}

export interface Fact {
  readonly name: string;
  readonly text: string;
  /** It is code, an address or a path. */
  readonly code?: boolean;
  readonly bad?: boolean;
}

export interface FactsSection {
  readonly kind: 'facts';
  readonly facts: readonly Fact[];
}

/** Files or addresses, each with the lines that were found in it. */
export interface PlacesSection extends Headed {
  readonly kind: 'places';
  readonly places: readonly FoundPlace[];
}

export interface FoundPlace {
  readonly path: string;
  /** Paths can be opened in the editor, addresses cannot. */
  readonly isFile: boolean;
  /** What a page is called. */
  readonly title: string | null;
  readonly matches: readonly { readonly line: number | null; readonly text: string }[];
}

export interface ChecksSection extends Headed {
  readonly kind: 'checks';
  readonly items: readonly { readonly text: string; readonly state: CheckState; readonly note: string }[];
}
export type CheckState = 'pending' | 'in-progress' | 'completed' | 'cancelled';

/** The calls of a sub-agent. */
export interface CallsSection extends Headed {
  readonly kind: 'calls';
  readonly agentId: string;
}

/** A sentence in the place of what is not there. */
export interface HintSection {
  readonly kind: 'hint';
  readonly text: string;
}
