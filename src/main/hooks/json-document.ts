import { createScanner, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A text that is not what JSON's readers take. The message says where. */
export class NotJson extends Error {
  override name = 'NotJson';
}

/** What a change puts into a document. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * JSON text that is changed in place: what a change does not name stays as it is, byte for byte. What is added follows
 * the document's own indentation and line ends.
 */
export class JsonDocument {
  #text: string;
  #root: Node;

  /** @throws NotJson */
  constructor(
    text: string,
    private readonly comments: boolean,
  ) {
    this.#text = text;
    this.#root = parse(text, comments);
  }

  get text(): string {
    return this.#text;
  }

  get root(): Node {
    return this.#root;
  }

  /** Adds a member at the end of an object. */
  addMember(object: Node, key: string, value: Json): void {
    const name = JSON.stringify(key);
    const inline = `${name}:${this.#space}${this.#compact(value)}`;
    this.#add(object, (indent) => `${name}: ${this.#write(value, indent)}`, inline);
  }

  /** Adds an item at the end of an array. */
  addItem(array: Node, value: Json): void {
    this.#add(array, (indent) => this.#write(value, indent), this.#compact(value));
  }

  /** Takes a member or an item out, with the comma that parted it from the others. */
  remove(child: Node): void {
    const container = child.parent!;
    const siblings = container.children!;
    const at = siblings.indexOf(child);
    const previous = siblings[at - 1];
    const next = siblings[at + 1];
    const start = child.offset;
    const end = endOf(child);
    if (previous && this.#isBlank(endOf(previous), start)) this.#splice(endOf(previous), end, '');
    else if (!previous && next && this.#isBlank(end, next.offset)) this.#splice(start, next.offset, '');
    else if (!previous && !next) this.#empty(container, child);
    else this.#cut(child, previous);
  }

  /** Both wordings are of the same child: the first for a line of its own, with its indentation. */
  #add(container: Node, multiline: (indent: string) => string, inline: string): void {
    const last = container.children!.at(-1);
    if (last) {
      const before = this.#blankBefore(last.offset);
      const text = before.includes('\n') ? multiline(before.slice(before.lastIndexOf('\n') + 1)) : inline;
      const gap = before.includes('\n') || container.children!.length > 1 ? before : this.#space;
      this.#splice(endOf(last), endOf(last), `,${gap}${text}`);
      return;
    }
    const open = container.offset + 1;
    const close = endOf(container) - 1;
    if (!this.#text.includes('\n')) {
      this.#splice(open, this.#isBlank(open, close) ? close : open, inline);
      return;
    }
    const outer = this.#indentAt(container.offset);
    const inner = outer + this.#unit;
    const text = `${this.#newline}${inner}${multiline(inner)}`;
    if (this.#isBlank(open, close)) this.#splice(open, close, `${text}${this.#newline}${outer}`);
    else this.#splice(open, open, text);
  }

  /** Removes the only child, and the blank that made room for it. */
  #empty(container: Node, child: Node): void {
    const open = container.offset + 1;
    const close = endOf(container) - 1;
    const alone = this.#isBlank(open, child.offset) && this.#isBlank(endOf(child), close);
    if (alone) this.#splice(open, close, '');
    else this.#splice(child.offset, endOf(child), '');
  }

  /** Removes a child among comments, which stay, and one comma. */
  #cut(child: Node, previous: Node | undefined): void {
    const comma = this.#commaAfter(endOf(previous ?? child));
    const edits: [number, number][] = [
      [child.offset, endOf(child)],
      [comma, comma + 1],
    ];
    let text = this.#text;
    for (const [start, end] of edits.sort((a, b) => b[0] - a[0]))
      text = text.slice(0, start) + text.slice(end);
    this.#set(text);
  }

  #commaAfter(offset: number): number {
    const scanner = createScanner(this.#text, true);
    scanner.setPosition(offset);
    scanner.scan();
    return scanner.getTokenOffset();
  }

  #splice(start: number, end: number, replacement: string): void {
    this.#set(this.#text.slice(0, start) + replacement + this.#text.slice(end));
  }

  #set(text: string): void {
    this.#root = parse(text, this.comments);
    this.#text = text;
  }

  #write(value: Json, indent: string): string {
    return JSON.stringify(value, null, this.#unit).replaceAll('\n', this.#newline + indent);
  }

  /** On one line, as tight as the document is itself. */
  #compact(value: Json): string {
    if (this.#space === '') return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.#compact(item)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}: ${this.#compact(item)}`,
    );
    return `{${members.join(', ')}}`;
  }

  /** What the document puts after a colon on a line. */
  get #space(): string {
    return /"\s*:\S/.test(this.#text) ? '' : ' ';
  }

  get #newline(): string {
    return /\r?\n/.exec(this.#text)?.[0] ?? '\n';
  }

  /** One step of indentation: that of the first member, else two spaces. */
  get #unit(): string {
    const first = this.#root.children?.[0];
    const blank = first ? this.#blankBefore(first.offset) : '';
    if (!blank.includes('\n')) return '  ';
    return blank.slice(blank.lastIndexOf('\n') + 1 + this.#indentAt(this.#root.offset).length) || '  ';
  }

  /** The indentation of the line on which something stands. */
  #indentAt(offset: number): string {
    const line = this.#text.slice(this.#text.lastIndexOf('\n', offset - 1) + 1, offset);
    return /^[ \t]*/.exec(line)![0];
  }

  #blankBefore(offset: number): string {
    return /[ \t\r\n]*$/.exec(this.#text.slice(0, offset))![0];
  }

  /** True where there is nothing but blanks and a comma. */
  #isBlank(start: number, end: number): boolean {
    return /^[ \t\r\n]*,?[ \t\r\n]*$/.test(this.#text.slice(start, end));
  }
}

/** The value of an object's member as readers of JSON see it: the last of that name. */
export function memberOf(object: Node | undefined, key: string): Node | undefined {
  return propertyOf(object, key)?.children?.[1];
}

/** The member itself, with its name. */
export function propertyOf(object: Node | undefined, key: string): Node | undefined {
  if (object?.type !== 'object') return undefined;
  return object.children?.findLast(({ children }) => children?.[0]?.value === key);
}

const endOf = ({ offset, length }: Node) => offset + length;

function parse(text: string, comments: boolean): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: !comments, allowTrailingComma: false });
  const [error] = errors;
  if (error || !root) throw new NotJson(whereIn(text, error?.offset ?? 0));
  if (!comments) {
    try {
      JSON.parse(text);
    } catch {
      throw new NotJson(whereIn(text, 0));
    }
  }
  return root;
}

function whereIn(text: string, offset: number): string {
  if (text.trim() === '') return 'it is empty';
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
