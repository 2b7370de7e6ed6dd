import { isJsonObject } from '../../../../shared/events';

/** How many parts of one value are shown before somebody asks for more. */
const PAGE = 200;
/** Objects and lists of no more parts are open from the start, as long as they are not deep inside. */
const OPEN_PARTS = 40;
const OPEN_DEPTH = 2;
/** A longer text is cut until it is opened, in UTF-16 units. */
const LONGEST_LINE = 300;

/** A line of the tree. */
export interface JsonNode {
  /** Where it is: the same for the same place of another value of the same shape. */
  readonly id: string;
  readonly depth: number;
  /** Its name or place in what it is in; null at the top. */
  readonly name: string | null;
  readonly kind: 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null' | 'more';
  /** What stands there: the value, or how many parts it has. */
  readonly text: string;
  /** Null where there is nothing to open. */
  readonly open: boolean | null;
  /** The whole text where it is of several lines or cut, once it is open. */
  readonly whole: string | null;
  readonly value: unknown;
}

/** What the user opened and closed, by id of the node; the rest is as it is from the start. */
export type Opened = ReadonlyMap<string, boolean>;

/** The lines of a value, as far as they are open. Their ids begin with that of the root. */
export function jsonNodes(value: unknown, opened: Opened, root: string): JsonNode[] {
  const nodes: JsonNode[] = [];
  add({ nodes, opened }, value, null, root, 0);
  return nodes;
}

interface Listing {
  nodes: JsonNode[];
  opened: Opened;
}

function add(listing: Listing, value: unknown, name: string | null, id: string, depth: number): void {
  const parts = partsOf(value);
  if (!parts) {
    listing.nodes.push(leaf(value, name, id, depth, listing.opened.get(id) ?? false));
    return;
  }
  const open = listing.opened.get(id) ?? (depth < OPEN_DEPTH && parts.length <= OPEN_PARTS);
  const kind = Array.isArray(value) ? 'list' : 'object';
  const text = parts.length === 0 ? (kind === 'list' ? '[]' : '{}') : String(parts.length);
  const canOpen = parts.length > 0;
  listing.nodes.push({ id, depth, name, kind, text, open: canOpen ? open : null, whole: null, value });
  if (open) addParts(listing, parts, id, depth + 1);
}

function addParts(listing: Listing, parts: readonly [string, unknown][], id: string, depth: number): void {
  for (let from = 0; from < parts.length; from += PAGE) {
    const more = `${id}/…${from}`;
    if (from > 0 && !listing.opened.get(more)) {
      listing.nodes.push({
        id: more,
        depth,
        name: null,
        kind: 'more',
        text: String(parts.length - from),
        open: false,
        whole: null,
        value: null,
      });
      return;
    }
    for (const [name, part] of parts.slice(from, from + PAGE))
      add(listing, part, name, `${id}/${name}`, depth);
  }
}

function leaf(value: unknown, name: string | null, id: string, depth: number, open: boolean): JsonNode {
  const base = { id, depth, name, value };
  if (typeof value !== 'string') {
    const kind = value === null ? 'null' : typeof value === 'number' ? 'number' : 'boolean';
    return { ...base, kind, text: String(value), open: null, whole: null };
  }
  const long = value.length > LONGEST_LINE || value.includes('\n');
  const text = JSON.stringify(long ? value.slice(0, LONGEST_LINE) : value);
  return { ...base, kind: 'text', text, open: long ? open : null, whole: long && open ? value : null };
}

function partsOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((part, index) => [String(index), part]);
  return isJsonObject(value) ? Object.entries(value) : null;
}
