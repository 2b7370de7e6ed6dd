import { REPEATED_FIELDS } from '../../../shared/repeated-fields';

/** A part of a line, and whether it is what was looked for. */
export interface SnippetPart {
  text: string;
  hit: boolean;
}

/** So much of each text is looked through, in UTF-16 units: as much as the server indexes. */
const SEARCHED = 64 * 1024;
/** What is shown before the first hit, and at all. */
const BEFORE = 40;
const LENGTH = 220;
const MOST_TEXTS = 200;

/** A line with all words of a search marked in it; null where one of them is not in it. */
export function markWords(line: string, q: string): SnippetPart[] | null {
  const words = wordsOf(q);
  const folded = fold(line);
  const complete = words.length > 0 && words.every((word) => placeOf(folded, word) !== Infinity);
  return complete ? partsOf(line, folded, words) : null;
}

/**
 * Where the words of a search stand in a payload: a line around the first of them, with all of them marked. Empty where
 * none is found, which is so for words the server compares in a freer way.
 */
export function snippetOf(data: Record<string, unknown>, q: string): SnippetPart[] {
  const words = wordsOf(q);
  if (words.length === 0) return [];
  for (const text of textsIn(data)) {
    const folded = fold(text);
    const first = Math.min(...words.map((word) => placeOf(folded, word)));
    if (first === Infinity) continue;
    const start = Math.max(0, first - BEFORE);
    const end = Math.min(text.length, start + LENGTH);
    const parts = partsOf(text.slice(start, end), folded.slice(start, end), words);
    if (start > 0) parts.unshift({ text: '…', hit: false });
    if (end < text.length) parts.push({ text: '…', hit: false });
    return parts;
  }
  return [];
}

function wordsOf(q: string): string[] {
  return q
    .split(/\s+/)
    .map(fold)
    .filter((word) => word !== '');
}

/** Letters in lower case without their accents, one for each UTF-16 unit of the text, so that places stay the same. */
function fold(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from({ length: text.length }, (_, index) => {
    const letter = text.charAt(index).normalize('NFD').charAt(0).toLowerCase();
    return letter.length === 1 ? letter : text.charAt(index);
  }).join('');
}

/** A word is found where one begins, like the server finds it; Infinity where it is not. */
function placeOf(folded: string, word: string): number {
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(folded.charAt(at - 1)) || !/^[\p{L}\p{N}]/u.test(word)) return at;
  }
  return Infinity;
}

function partsOf(text: string, folded: string, words: string[]): SnippetPart[] {
  const parts: SnippetPart[] = [];
  const push = (from: number, to: number, hit: boolean) => {
    if (to > from) parts.push({ text: text.slice(from, to).replace(/\s+/g, ' ').toWellFormed(), hit });
  };
  let at = 0;
  for (;;) {
    const rest = folded.slice(at);
    const next = words
      .map((word) => ({ place: placeOf(rest, word), length: word.length }))
      .reduce((one, other) => (other.place < one.place ? other : one));
    if (next.place === Infinity) break;
    push(at, at + next.place, false);
    at += next.place;
    push(at, at + next.length, true);
    at += next.length;
  }
  push(at, text.length, false);
  return parts;
}

/** The texts in a payload by which it is found, in order. */
function* textsIn(data: Record<string, unknown>): Generator<string> {
  const own = Object.entries(data).filter(([key]) => !REPEATED_FIELDS.has(key));
  const queue = own.map(([, value]) => value).reverse();
  for (let count = 0; queue.length > 0 && count < MOST_TEXTS;) {
    const value = queue.pop();
    if (typeof value === 'string') {
      count++;
      yield value.slice(0, SEARCHED);
    } else if (typeof value === 'object' && value !== null) {
      for (const child of Object.values(value).reverse()) queue.push(child);
    }
  }
}
