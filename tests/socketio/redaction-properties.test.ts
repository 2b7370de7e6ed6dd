import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/main/server/redaction/redact-text';
import { Redactor } from '../../src/main/server/redaction/redactor';
import { loadSample, SAMPLE_NAMES } from '../support/samples';
import { SECRETS } from '../support/secrets';

const redactor = new Redactor(true, []);
const around = fc.constantFrom('', ' ', '\n', '"', "'", '(', ', ', '\t', '> ', '; ', '\\n');
const words = fc.string({ maxLength: 60, unit: 'grapheme' });
/** JSON with a place in it for one text. */
const structure = fc.letrec<{ tree: (text: string) => unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant((text: string): unknown => text),
    fc
      .tuple(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }), tie('tree'))
      .map(([before, inner]) => (text: string): unknown => [...before, inner(text), 1]),
    fc
      .tuple(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 1 }), tie('tree'))
      .map(([key, other, inner]) => (text: string): unknown => ({ [key]: inner(text), other })),
  ),
})).tree;

/** Secrets that only the name beside them gives away. */
const NAMED = [
  { password: 'hunter22' },
  { 'set-cookie': 'session=b7d1e09f2c' },
  { Cookie: 'session=b7d1e09f2c' },
  { password: ['hunter22'] },
  { 'set-cookie': ['session=b7d1e09f2c'] },
  { value: ['b7d1-e09f-2c44-aa01'], name: 'API_TOKEN' },
  { value: 'b7d1-e09f-2c44-aa01', name: 'API_TOKEN' },
  { args: ['run', '--api-key', 'b7d1-e09f-2c44-aa01'] },
];
const RECORDED = SAMPLE_NAMES.flatMap((name) => loadSample(name));

function escaped(letter: string): string {
  return `\\u00${letter.charCodeAt(0).toString(16)}`;
}

/** What is left of a value when its texts are passed over. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

describe('a planted secret never survives', () => {
  test.each(Object.keys(SECRETS))('%s', (kind) => {
    fc.assert(
      fc.property(
        SECRETS[kind]!,
        words,
        around,
        around,
        words,
        structure,
        ({ text, secret }, before, opening, closing, after, place) => {
          const payload = { data: place(`${before} ${opening}${text}${closing} ${after}`) };
          const { value, count } = redactor.redact(payload);
          const json = JSON.stringify(value);
          expect(json).not.toContain(JSON.stringify(secret).slice(1, -1));
          expect(count).toBeGreaterThan(0);
          expect(json).toContain('[redacted:');
          expect(shapeOf(JSON.parse(json))).toEqual(shapeOf(JSON.parse(JSON.stringify(payload))));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a look at the JSON text lets no secret pass', () => {
  /** What senders may escape without need. */
  const escapes: [string, (json: string) => string][] = [
    ['as it is', (json) => json],
    ['its strokes escaped', (json) => json.replaceAll('/', '\\/')],
    ['its letters escaped', (json) => json.replace(/[A-Za-z&=](?=[^"]{0,400}")/g, escaped)],
  ];

  test.each(Object.keys(SECRETS))('%s', (kind) => {
    fc.assert(
      fc.property(
        SECRETS[kind]!,
        words,
        structure,
        fc.constantFrom(undefined, 2),
        ({ text }, before, place, indent) => {
          const payload = { data: place(`${before} ${text}`) };
          const json = JSON.stringify(payload, null, indent);
          for (const [, escape] of escapes.slice(0, 2)) expect(redactor.passes(escape(json))).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each(escapes)('by the name it stands under, %s', (_how, escape) => {
    for (const payload of NAMED) {
      for (const indent of [0, 8]) {
        expect(redactor.redact(payload).count).toBe(1);
        expect(redactor.passes(escape(JSON.stringify(payload, null, indent)))).toBe(false);
      }
    }
  });

  test('whatever passes holds none', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (data) => {
        const passes = redactor.passes(JSON.stringify({ data }));
        if (passes) expect(redactor.redact({ data }).count).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('the recorded payloads pass, but for those that speak of keys and addresses', () => {
    const texts = RECORDED.map((payload) => JSON.stringify(payload));
    const passing = texts.filter((text) => redactor.passes(text));
    expect(passing.length / texts.length).toBeGreaterThan(0.6);
  });

  test('the user’s own patterns are always looked for', () => {
    expect(new Redactor(true, ['ACME-\\d+']).passes('{"a":"plain"}')).toBe(false);
    expect(new Redactor(false, ['ACME-\\d+']).passes('{"a":"ACME-1"}')).toBe(true);
  });
});

test('payloads without secrets are the same object after it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (data) => {
      const payload = { data };
      expect(redactor.redact(payload).value).toBe(payload);
    }),
    { numRuns: 500 },
  );
});

test('redacting twice is redacting once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(words, ...Object.values(SECRETS).map((kind) => kind.map(({ text }) => text)))),
      (texts) => {
        const once = redactText(texts.join('\n'))?.text ?? texts.join('\n');
        expect(redactText(once)?.text ?? once).toBe(once);
      },
    ),
    { numRuns: 200 },
  );
});
