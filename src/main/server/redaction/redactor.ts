import { OwnPatterns } from './own-patterns';
import { mayHoldSecret } from './json-look';
import { markOf, redactText, type RedactedText } from './redact-text';
import { isSecretName, isSecretValue } from './secret-names';

type Json = Record<string, unknown>;

/** Names of fields whose neighbour `value` they name, as in lists of variables. */
const NAMING = ['name', 'Name', 'key', 'Key'];
/** Names of fields repeat from event to event; what was found out about this many of them is remembered. */
const REMEMBERED_NAMES = 2000;
/** Names that are longer are looked at for secrets of their own. */
const NAME_LENGTH = 16;

/**
 * Takes secrets out of payloads before anything else sees them. Each leaves a mark in its place; everything else stays
 * as it is, and a payload without secrets is not copied.
 */
export class Redactor {
  readonly #own: OwnPatterns;
  readonly #secretNames = new Map<string, boolean>();

  /** @param ownPatterns in RE2's syntax, beside the built-in ones */
  constructor(
    private readonly enabled: boolean,
    ownPatterns: readonly string[],
  ) {
    this.#own = new OwnPatterns(ownPatterns);
  }

  /** Whether one look at a JSON text tells that there is no secret in it; true for nearly all. */
  passes(json: string): boolean {
    return !this.enabled || (!this.#own.any && !mayHoldSecret(json));
  }

  /** The payload itself where it holds no secret. */
  redact(payload: Json): { value: Json; count: number } {
    if (!this.enabled) return { value: payload, count: 0 };
    const walk = new Walk(this.#own.any ? this.#own.begin() : null, (name) => this.#isSecretName(name));
    return { value: walk.object(payload), count: walk.count };
  }

  #isSecretName(name: string): boolean {
    let known = this.#secretNames.get(name);
    if (known === undefined) {
      known = isSecretName(name);
      if (this.#secretNames.size < REMEMBERED_NAMES && name.length < 64) this.#secretNames.set(name, known);
    }
    return known;
  }
}

/** One way through a payload. Copies an object or a list only from the first change in it on. */
class Walk {
  count = 0;

  constructor(
    private readonly own: ((text: string) => RedactedText | null) | null,
    private readonly isSecretName: (name: string) => boolean,
  ) {}

  object(object: Json): Json {
    let changed = false;
    const entries: [string, unknown][] = [];
    for (const key of Object.keys(object)) {
      const value = object[key];
      const cleanKey = this.#key(key);
      const cleanValue = this.#field(key, value, object);
      if (!changed && (cleanKey !== key || cleanValue !== value)) {
        changed = true;
        for (const former of Object.keys(object)) {
          if (former === key) break;
          entries.push([former, object[former]]);
        }
      }
      if (changed) entries.push([cleanKey, cleanValue]);
    }
    // Unlike an assignment this makes a field of its own of `__proto__` too.
    return changed ? Object.fromEntries(entries) : object;
  }

  /** Two fields whose names were secrets stay two. */
  #key(key: string): string {
    if (key.length < NAME_LENGTH && !this.own) return key;
    const clean = this.#text(key);
    return clean === key ? key : `${clean} ${this.count}`;
  }

  #field(key: string, value: unknown, object: Json): unknown {
    return this.#value(value, this.#nameFor(key, object));
  }

  /** The name under which a text stands, or a list of them, where it is a secret's. */
  #nameFor(key: string, object: Json): string | null {
    if (this.isSecretName(key)) return key;
    if (key !== 'value' && key !== 'Value') return null;
    const naming = NAMING.map((field) => object[field]).find((name) => typeof name === 'string');
    return naming !== undefined && this.isSecretName(naming) ? naming : null;
  }

  #value(value: unknown, name: string | null): unknown {
    if (typeof value === 'string') return name === null ? this.#text(value) : this.#secret(name, value);
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? this.#list(value, name) : this.object(value as Json);
  }

  #list(list: unknown[], name: string | null): unknown[] {
    let clean: unknown[] | null = null;
    for (const [index, value] of list.entries()) {
      const cleanValue = this.#value(value, this.#optionBefore(list, index) ?? name);
      if (cleanValue !== value) clean ??= list.slice(0, index);
      clean?.push(cleanValue);
    }
    return clean ?? list;
  }

  /** The option of a command whose value may come at `index`, where it is a secret's. */
  #optionBefore(list: unknown[], index: number): string | null {
    const before = list[index - 1];
    if (typeof before !== 'string' || !before.startsWith('--')) return null;
    const option = before.slice(2);
    return this.isSecretName(option) ? option : null;
  }

  #secret(name: string, value: string): string {
    const isSecret = isSecretValue({ name, value, quoted: true, environment: /^[A-Z0-9_]+$/.test(name) });
    if (!isSecret) return this.#text(value);
    this.count++;
    return markOf('secret');
  }

  #text(text: string): string {
    return this.#counted(this.own, this.#counted(redactText, text));
  }

  #counted(redact: ((text: string) => RedactedText | null) | null, text: string): string {
    const redacted = redact?.(text);
    if (!redacted) return text;
    this.count += redacted.count;
    return redacted.text;
  }
}
