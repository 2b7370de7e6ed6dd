import type { Agent, Finding, Wiring } from './agent';
import {
  addEntries,
  foundIn,
  isAsWanted,
  stripEntries,
  type Entries,
  type Found,
  type Handler,
} from './hook-entries';
import { JsonDocument } from './json-document';

interface JsonHooks {
  /** The agent takes comments in its file. */
  comments?: boolean;
  /** The events worth having that this version knows. */
  events: (version: string | null) => readonly string[];
  handler: (wiring: Wiring) => Handler;
}

/** How agents are connected whose file has a `hooks` object: event → groups → handlers. */
export function jsonHooks(options: JsonHooks): Pick<Agent, 'connect' | 'disconnect' | 'inspect'> {
  const { comments = false, events, handler } = options;
  const wanted = (wiring: Wiring): Entries =>
    new Map(events(wiring.version).map((event) => [event, handler(wiring)]));

  return {
    connect: (text, wiring) =>
      withMark(text ?? '{}\n', (content) => {
        const document = new JsonDocument(content, comments);
        if (isAsWanted(foundIn(document), wanted(wiring))) return content;
        stripEntries(document);
        addEntries(document, wanted(wiring));
        return document.text;
      }),
    disconnect: (text) =>
      withMark(text, (content) => {
        const document = new JsonDocument(content, comments);
        stripEntries(document);
        return document.text;
      }),
    inspect: (text, wiring) =>
      inspectFound(foundIn(new JsonDocument(withoutMark(text), comments)), wanted(wiring)),
  };
}

function inspectFound(found: readonly Found[], wanted: Entries): Finding {
  if (found.length === 0) return { state: 'off' };
  if (isAsWanted(found, wanted)) return { state: 'connected' };
  const events = new Set(found.map(({ event }) => event));
  const missing = [...wanted.keys()].filter((event) => !events.has(event));
  const surplus = [...events].filter((event) => !wanted.has(event));
  if (surplus.length > 0) return stale(`hooks that this version does not have: ${surplus.join(', ')}`);
  if (missing.length > 0) return stale(`hooks that are missing: ${missing.join(', ')}`);
  return stale('hooks that were made by another Tooltrail, or changed since');
}

const stale = (what: string): Finding => ({ state: 'stale', why: `It has ${what}` });

/** The mark that some Windows editors put before a text. It is no part of JSON, and stays where it is. */
const MARK = '\ufeff';
const withoutMark = (text: string) => (text.startsWith(MARK) ? text.slice(MARK.length) : text);

function withMark(text: string, change: (content: string) => string): string {
  const content = withoutMark(text);
  return text.slice(0, text.length - content.length) + change(content);
}
