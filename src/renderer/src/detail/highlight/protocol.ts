import type { Language } from './languages';

/** What colours a piece of code can have: each is a custom property `--code-…`. */
export const CODE_COLORS = [
  'foreground',
  'constant',
  'string',
  'comment',
  'keyword',
  'parameter',
  'function',
  'string-expression',
  'punctuation',
  'link',
] as const;

/** A line's pieces: length of the first, place of its colour in `CODE_COLORS`, length of the second, and so on. */
export type TokenLine = readonly number[];

export interface HighlightRequest {
  id: number;
  code: string;
  language: Language;
}

export interface HighlightAnswer {
  id: number;
  /** Null where it could not be done. */
  lines: TokenLine[] | null;
}
