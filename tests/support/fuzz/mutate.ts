import type { Random } from './random';

/** What programs stumble over. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  1732300000,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u2028',
  '漢字 🎉',
  'x'.repeat(513),
  'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
  'Authorization: Bearer abc.def.ghi password=hunter2',
  '1e999',
  '2026-13-45T99:99:99Z',
  [],
  {},
  [[]],
  { toString: 1 },
];
const ODD_KEYS = [
  '',
  '__proto__',
  'constructor',
  'toJSON',
  'type',
  'event',
  'source',
  'subtype',
  'timestamp',
  'session_id',
  'id',
  'seq',
  'data',
  'hook_event_name',
  'tool_name',
  'tool_input',
  'tool_use_id',
  'tool_response',
  'api_key',
];
const ODD_TEXTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\\u',
  '\\ud83d',
  '1e999',
  '-',
  'null',
  '\u0000',
  '\ufeff',
];
/** So deep that the limit on nesting is on either side. */
const DEEPEST = 40;

/** A value like this one, with something about it changed; `others` are where parts come from. */
export function mutateValue(random: Random, value: unknown, others: readonly unknown[]): unknown {
  const copy = structuredClone(value);
  const places = placesIn(copy);
  if (places.length === 0 || random.chance(0.05)) return odd(random, others);
  for (let change = random.below(3); change >= 0; change--) {
    const { holder, key } = random.pick(places);
    changeAt(random, holder, key, others);
  }
  return copy;
}

/** Bytes like these, with some of them changed, left out, put in or repeated. */
export function mutateBytes(random: Random, bytes: Buffer, other: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(20));
  const around = (middle: Buffer) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  switch (random.below(6)) {
    case 0:
      return around(Buffer.alloc(0));
    case 1:
      return around(Buffer.from(random.pick(ODD_TEXTS)));
    case 2:
      return around(Buffer.from([random.below(256)]));
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return around(Buffer.concat([bytes.subarray(at, to), bytes.subarray(at, to)]));
    default:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
  }
}

type Holder = Record<string, unknown>;
interface Place {
  holder: Holder;
  key: string;
}

/** Every place in a value where something stands. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

function changeAt(random: Random, holder: Holder, key: string, others: readonly unknown[]): void {
  switch (random.below(4)) {
    case 0:
      Reflect.deleteProperty(holder, key);
      break;
    case 1:
      put(holder, random.pick(ODD_KEYS), holder[key]);
      break;
    case 2:
      put(holder, random.pick(ODD_KEYS), odd(random, others));
      break;
    default:
      put(holder, key, odd(random, others));
  }
}

/** Also `__proto__`, as `JSON.parse` would: as a property like any other. */
function put(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function odd(random: Random, others: readonly unknown[]): unknown {
  if (random.chance(0.2)) return structuredClone(random.pick(others));
  if (random.chance(0.9)) return structuredClone(random.pick(ODD_VALUES));
  let value: unknown = random.pick(ODD_VALUES);
  for (let level = random.below(DEEPEST); level > 0; level--)
    value = random.chance(0.5) ? [value] : { a: value };
  return value;
}
