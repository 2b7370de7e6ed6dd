import type { MonitorEvent } from '../../../shared/events';
import { REPEATED_FIELDS } from '../../../shared/repeated-fields';
import type { JournalQuery } from './protocol';

/** How much of one event is searched, in UTF-16 units. */
const SEARCHED = 64 * 1024;

/** Words of a query that are looked for. */
const MOST_WORDS = 100;

/** The texts in an event's payload, by which it is found: prompts, inputs, outputs, messages. */
export function searchedText({ data }: Pick<MonitorEvent, 'data'>): string {
  const texts: string[] = [];
  let room = SEARCHED;
  const collect = (value: unknown): void => {
    if (room <= 0) return;
    if (typeof value === 'string') {
      texts.push(value.slice(0, room));
      room -= value.length + 1;
    } else if (typeof value === 'object' && value !== null) {
      for (const child of Object.values(value)) collect(child);
    }
  };
  for (const [key, value] of Object.entries(data)) if (!REPEATED_FIELDS.has(key)) collect(value);
  // SQLite's texts end at a zero byte.
  return texts.join('\n').replaceAll('\0', ' ');
}

/** The filters of a query, by the field of an event that each one compares. */
export const FILTERS = {
  session: 'session_id',
  agent: 'agent_id',
  type: 'type',
  tool: 'tool',
  outcome: 'outcome',
} as const;
type Filter = keyof typeof FILTERS;

/** The filters that a query sets. */
export function filtersOf(query: JournalQuery): [Filter, string][] {
  const all = Object.keys(FILTERS) as Filter[];
  return all.flatMap((filter) => (query[filter] === undefined ? [] : [[filter, query[filter]]]));
}

/** Words that stand in the index for what filters compare. */
export function filterTokens(event: MonitorEvent): string {
  const all = Object.keys(FILTERS) as Filter[];
  return all
    .flatMap((filter) => {
      const value = event[FILTERS[filter]];
      return value === null || value === undefined ? [] : [filterToken(filter, value)];
    })
    .join(' ');
}

// The index folds case and cuts words at punctuation, but leaves hexadecimal digits as they are.
function filterToken(filter: Filter, value: string): string {
  return filter + Buffer.from(value).toString('hex');
}

/**
 * The FTS5 expression for a query's filters and words; null when it has words, but none that any text could contain,
 * such as `=>`. Words are quoted, so that nothing in them is read as syntax.
 */
export function matchExpression(query: JournalQuery): string | null {
  const parts = filtersOf(query).map(([filter, value]) => `names : ${filterToken(filter, value)}`);
  if (query.q !== undefined) {
    const words = wordsOf(query.q);
    if (words.length === 0) return null;
    parts.push(...words.map((word) => `texts : ${word}`));
  }
  return parts.join(' AND ');
}

/** Quoted words. The last one is still being typed unless a space follows it. */
function wordsOf(q: string): string[] {
  const words = q.replaceAll('\0', ' ').split(/\s+/, MOST_WORDS);
  const last = words.length - 1;
  return words.flatMap((word, index) => {
    if (!/[\p{L}\p{N}]/u.test(word)) return [];
    const quoted = `"${word.replaceAll('"', '""')}"`;
    return [index === last ? `${quoted} *` : quoted];
  });
}
