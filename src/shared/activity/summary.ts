import { isJsonObject } from '../events';
import { pathIn, relativePath } from '../files/paths';
import { patchIn } from '../files/patch-text';
import { firstTextAt, textAt, valueAt } from '../payload';
import { toolKind, type ToolKind } from '../tool-kinds';
import { addedAndRemoved, linesOf } from './line-counts';
import { cut, detached, oneLine } from './text';

/** A summary around the path in it, which is shown relative to a folder that may not be known yet. */
export interface CallLine {
  readonly before: string;
  readonly path: string;
  readonly after: string;
}

/** Nothing that is shown in one line needs more of a path or a value. */
const LONGEST_PART = 600;

/** One line of plain text that says what a call does: a command, a path, a pattern. Empty where nothing is told. */
export function summarizeCall(tool: string, input: unknown, cwd: string | null): string {
  return lineText(describeCall(tool, input), cwd);
}

/** The same before its path is made relative, in parts short enough to be kept. */
export function describeCall(tool: string, input: unknown): CallLine {
  return WORDS[toolKind(tool)]?.describe(input) ?? fields(input);
}

/** What a call of the tool asks leave for, in words around its summary: "Bash wants to run npm publish". */
export function askingWords(tool: string, summary: string): string {
  const verb = WORDS[toolKind(tool)]?.verb ?? null;
  if (summary === '') return oneLine(`${tool} asks for permission`);
  return oneLine(verb === null ? `${tool} asks: ${summary}` : `${tool} wants to ${verb} ${summary}`);
}

/** The whole line, its path relative to `cwd` where that holds it. */
export function lineText({ before, path, after }: CallLine, cwd: string | null): string {
  return oneLine(before + relativePath(path, cwd) + after);
}

/** How calls of a tool are put into words. */
interface ToolWords {
  /** What the tool wants to do with what its line says; null where no word fits. */
  readonly verb: string | null;
  readonly describe: (input: unknown) => CallLine | null;
}

/** How calls of each kind of tool are put into words. */
const WORDS: Partial<Record<ToolKind, ToolWords>> = {
  shell: { verb: 'run', describe: command },
  read: { verb: 'read', describe: file },
  list: { verb: 'list', describe: file },
  write: { verb: 'write', describe: writtenFile },
  edit: { verb: 'change', describe: editedFile },
  patch: { verb: 'change', describe: patchedFiles },
  search: { verb: 'search for', describe: pattern },
  fetch: { verb: 'fetch', describe: (input) => text(input, 'url', 'prompt') },
  'web-search': { verb: 'search the web for', describe: (input) => text(input, 'query') },
  agent: { verb: 'start', describe: (input) => text(input, 'description', 'prompt') },
  task: { verb: 'create the task', describe: (input) => text(input, 'subject') },
  skill: { verb: 'use', describe: (input) => text(input, 'skill', 'command', 'name') },
  todos: { verb: 'keep', describe: todos },
  mcp: { verb: null, describe: texts },
};

function line(before: string, path = '', after = ''): CallLine {
  return { before: part(before), path: part(path), after: part(after) };
}

function part(text: string): string {
  return text.length <= LONGEST_PART ? text : detached(cut(text, LONGEST_PART));
}

function text(input: unknown, ...keys: string[]): CallLine | null {
  const value = firstTextAt(input, ...keys);
  return value === null ? null : line(value);
}

function command(input: unknown): CallLine | null {
  const value = valueAt(input, 'command') ?? valueAt(input, 'cmd');
  if (typeof value === 'string') return line(value);
  if (!Array.isArray(value)) return null;
  const words = value.slice(0, 100).filter((word) => typeof word === 'string');
  // `sh -c script`: the script is what runs.
  const script = words.length === 3 && /^-\w*c$/.test(words[1] ?? '') ? words[2] : undefined;
  return line(script ?? words.map((word) => cut(word, LONGEST_PART)).join(' '));
}

function file(input: unknown): CallLine | null {
  const path = pathIn(input);
  return path === null ? null : line('', path);
}

function writtenFile(input: unknown): CallLine | null {
  const path = pathIn(input);
  const content = textAt(input, 'content');
  const lines = content === null ? null : linesOf(content);
  if (path === null || lines === null) return file(input);
  return line('', path, ` · ${lines} ${lines === 1 ? 'line' : 'lines'}`);
}

function editedFile(input: unknown): CallLine | null {
  const path = pathIn(input);
  const counts = addedAndRemoved(input);
  if (path === null || counts === null) return file(input);
  return line('', path, ` · +${counts.added} −${counts.removed}`);
}

function pattern(input: unknown): CallLine | null {
  const value = firstTextAt(input, 'pattern', 'query');
  const path = pathIn(input);
  if (value === null) return file(input);
  return path === null ? line(value) : line(`${cut(value, LONGEST_PART / 2)} in `, path);
}

function todos(input: unknown): CallLine | null {
  const list = valueAt(input, 'todos');
  return Array.isArray(list) ? line(`${list.length} ${list.length === 1 ? 'todo' : 'todos'}`) : null;
}

/** How much of a patch is searched for the files in it, in UTF-16 units. */
const SEARCHED = 100_000;

function patchedFiles(input: unknown): CallLine | null {
  const patch = patchIn(input);
  if (patch === null) return null;
  const names = patch.slice(0, SEARCHED).matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.{1,500})$/gm);
  const [first, ...others] = Array.from(names, ([, name]) => name ?? '');
  if (first === undefined) return line(patch);
  return line(
    '',
    first,
    others
      .slice(0, 20)
      .map((name) => `, ${name}`)
      .join(''),
  );
}

function texts(input: unknown): CallLine | null {
  if (!isJsonObject(input)) return null;
  const values = firstEntries(input)
    .map(([, value]) => value)
    .filter((value) => typeof value === 'string');
  return values.length === 0 ? null : line(values.join(', '));
}

/** What stands for a tool that nobody has heard of: its first simple arguments. */
function fields(input: unknown): CallLine {
  if (typeof input === 'string') return line(input);
  if (!isJsonObject(input)) return line('');
  const entries = firstEntries(input);
  const [only] = entries;
  if (entries.length === 1 && typeof only?.[1] === 'string') return line(only[1]);
  return line(entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries)));
}

/** The first simple values of an object, cut to what a line can show. */
function firstEntries(object: Record<string, unknown>): [string, string | number | boolean][] {
  const found: [string, string | number | boolean][] = [];
  for (const key in object) {
    const value = object[key];
    const simple = typeof value === 'string' ? cut(value, LONGEST_PART / 4) : value;
    if (typeof simple === 'string' || typeof simple === 'number' || typeof simple === 'boolean') {
      found.push([cut(key, LONGEST_PART / 4), simple]);
    }
    if (found.length === 6) break;
  }
  return found;
}
