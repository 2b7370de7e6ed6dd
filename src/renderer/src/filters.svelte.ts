import type { Activity } from '../../shared/activity/types';
import { isJsonObject } from '../../shared/events';

/** What narrows the views down. What is null, false or empty does not. */
export interface FilterValues {
  /** Key of a session; what names none cannot be asked for by it. */
  session: string | null;
  /** Id of a sub-agent. */
  agent: string | null;
  tool: string | null;
  /** Type of events. */
  type: string | null;
  failed: boolean;
  /** Nothing before and nothing after, ms since the epoch. */
  from: number | null;
  to: number | null;
  /** Words that all must occur. */
  text: string;
}
export type FilterName = keyof FilterValues;

const NONE: FilterValues = {
  session: null,
  agent: null,
  tool: null,
  type: null,
  failed: false,
  from: null,
  to: null,
  text: '',
};
const STORED_AS = 'filters';

/** The one set of filters that all views share; it is kept over restarts. */
export class Filters {
  #values = $state.raw(stored());

  get values(): Readonly<FilterValues> {
    return this.#values;
  }

  /** The names of those that narrow something down. */
  readonly active: readonly FilterName[] = $derived(
    (Object.keys(NONE) as FilterName[]).filter((name) => this.#values[name] !== NONE[name]),
  );

  set(values: Partial<FilterValues>): void {
    this.#values = { ...this.#values, ...values };
    localStorage.setItem(STORED_AS, JSON.stringify(this.#values));
  }

  remove(name: FilterName): void {
    this.set({ [name]: NONE[name] });
  }

  clear(): void {
    this.set(NONE);
  }

  /** Whether an entry of a timeline passes; the same function as long as the filters are the same. */
  readonly admits: (entry: Activity) => boolean = $derived(admission(this.#values));
}

/** Tells which entries of a timeline pass. */
export function admission(filters: Readonly<FilterValues>): (entry: Activity) => boolean {
  const { session, agent, tool, type, failed, from, to } = filters;
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) =>
    (session === null || entry.sessionKey === session) &&
    (agent === null || entry.agentId === agent) &&
    (tool === null || (entry.kind === 'call' && entry.tool === tool)) &&
    (type === null || typesOf(entry).includes(type)) &&
    (!failed || hasFailed(entry)) &&
    (from === null || entry.at >= from) &&
    (to === null || entry.at <= to) &&
    (words.length === 0 || mentions(entry, words));
}

function typesOf(entry: Activity): readonly string[] {
  return entry.kind === 'call' ? ['tool_start', 'tool_stop'] : [entry.type];
}

function hasFailed(entry: Activity): boolean {
  return entry.kind === 'call' ? entry.state === 'failure' : entry.type === 'turn_error';
}

function mentions(entry: Activity, words: readonly string[]): boolean {
  const name = entry.kind === 'call' ? `${entry.tool} ${entry.error ?? ''}` : entry.label;
  const line = `${name} ${entry.summary}`.toLowerCase();
  return words.every((word) => line.includes(word));
}

/** What was kept, as far as it is of the right kind: it may be from another version of the app. */
function stored(): FilterValues {
  const values = read();
  if (!isJsonObject(values)) return NONE;
  const text = (name: FilterName) => (typeof values[name] === 'string' ? values[name] : null);
  const time = (name: FilterName) => (typeof values[name] === 'number' ? values[name] : null);
  return {
    session: text('session') || null,
    agent: text('agent'),
    tool: text('tool'),
    type: text('type'),
    failed: values['failed'] === true,
    from: time('from'),
    to: time('to'),
    text: text('text') ?? '',
  };
}

function read(): unknown {
  try {
    return JSON.parse(localStorage.getItem(STORED_AS) ?? 'null');
  } catch {
    return null;
  }
}
