import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/main/server/redaction/redact-text';
import { Redactor } from '../../src/main/server/redaction/redactor';
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
