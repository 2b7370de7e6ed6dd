import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageOf } from '../../src/renderer/src/detail/highlight/languages';
import { CODE_COLORS } from '../../src/renderer/src/detail/highlight/protocol';
import { jsonNodes } from '../../src/renderer/src/detail/json/json-nodes';
import { styledText } from '../../src/renderer/src/detail/text/ansi';
import { cutIntoPieces } from '../../src/renderer/src/detail/text/pieces';
import { segmentsOf } from '../../src/renderer/src/detail/text/segments';
import { shortestTimeOf, timeOf } from '../support/time-of';

const ESC = '\u001b';
const styled = (text: string, start = 0) =>
  styledText(text, start, text.length).map(({ text: run, color, bold }) => [run, color, bold]);

describe('output', () => {
  test('has the colours that a terminal would show', () => {
    expect(styled(`a${ESC}[1;31mb${ESC}[0mc${ESC}[38;5;196md${ESC}[48;2;1;2;3me`)).toEqual([
      ['a', null, false],
      ['b', 'var(--ansi-red)', true],
      ['c', null, false],
      ['d', 'rgb(255, 0, 0)', false],
      ['e', 'rgb(255, 0, 0)', false],
    ]);
  });

  test('keeps the colour that was set in a part before', () => {
    const text = `${ESC}[32mone\ntwo${ESC}[0m\nthree`;
    expect(styled(text, text.indexOf('two'))).toEqual([
      ['two', 'var(--ansi-green)', false],
      ['\nthree', null, false],
    ]);
  });

  test('hides nothing but what sets colours or erases the rest of a line', () => {
    const text = `a${ESC}[2Jb${ESC}]8;;http://x\u0007c${ESC}[Kd\re\r\nf`;
    expect(
      styled(text)
        .map(([run]) => run)
        .join(''),
    ).toBe('a␛[2Jb␛]8;;http://x␇cd\ne\nf');
  });

  test('of any kind is shown whole and harmless', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(`${ESC}[31m`, `${ESC}[0m`, ESC, '\u202e', '<b>'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const shown = styledText(parts.join(''), 0, parts.join('').length)
          .map(({ text }) => text)
          .join('');
        // eslint-disable-next-line no-control-regex
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
      }),
    );
  });
});

describe('a text in pieces', () => {
  test('is all there, in lines of which none is cut unless it is too long', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constant('👩'.repeat(3000)),
      fc.constant('x'.repeat(4000)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 120 }), (all) => {
        const text = all.join('\n');
        const { pieces, lines } = cutIntoPieces(text);
        const parts = pieces.map(({ start, end }) => text.slice(start, end));
        const joined = parts.map((part, index) =>
          index > 0 && !pieces[index]?.continues ? `\n${part}` : part,
        );
        expect(joined.join('')).toBe(text.replace(/\n$/, ''));
        expect(lines).toBe(text.replace(/\n$/, '').split('\n').length);
        for (const [index, { line: number, continues }] of pieces.entries()) {
          if (!continues)
            expect(parts[index]?.split('\n')[0]).toBe(
              text.split('\n')[number]?.slice(0, parts[index]?.split('\n')[0]?.length),
            );
        }
        expect(parts.every((part) => part.isWellFormed() || !text.isWellFormed())).toBe(true);
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4001);
      }),
      { numRuns: 60 },
    );
  });

  test('of eight megabytes is cut faster than it could be split', () => {
    const text = 'some output of a build\n'.repeat(350_000);
    const control = timeOf(() => text.split('\n').map((line) => ({ line })));
    const taken = shortestTimeOf(() => expect(cutIntoPieces(text).lines).toBe(350_000));
    expect(taken).toBeLessThan(5 * control);
  });
});

describe('a line in colours', () => {
  const keyword = CODE_COLORS.indexOf('keyword');

  test('is cut where its colour or its mark changes', () => {
    expect(segmentsOf('let a = 1', [3, keyword, 6, 0], [[4, 5]])).toEqual([
      { text: 'let', color: 'var(--code-keyword)', marked: false },
      { text: ' ', color: null, marked: false },
      { text: 'a', color: null, marked: true },
      { text: ' = 1', color: null, marked: false },
    ]);
  });

  test('is whole, whatever its pieces are said to be', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.nat({ max: 20 })),
        fc.nat(20),
        fc.nat(20),
        (line, tokens, from, length) => {
          const segments = segmentsOf(line, tokens, [[from, from + length]]);
          expect(segments.map(({ text }) => text).join('')).toBe(line);
        },
      ),
    );
  });

  test.each([
    ['src/a.ts', 'typescript'],
    ['Dockerfile', 'docker'],
    ['C:\\work\\main.rs', 'rust'],
    ['notes', null],
    ['archive.tar.zst', null],
    ['__proto__.constructor', null],
  ])('%s is in %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});

describe('a value as a tree', () => {
  const lines = (value: unknown, opened = new Map<string, boolean>()) =>
    jsonNodes(value, opened, '$').map(
      ({ depth, name, text }) => `${'  '.repeat(depth)}${name ?? ''}=${text}`,
    );

  test('is open where it is small, two levels deep', () => {
    expect(lines({ a: [1, { b: { c: null } }], d: 'x' })).toEqual([
      '=2',
      '  a=2',
      '    0=1',
      '    1=1',
      '  d="x"',
    ]);
    expect(lines({ a: { b: { c: true } } }, new Map([['$/a/b', true]]))).toContain('      c=true');
  });

  test('shows a long list part by part', () => {
    const list = Array.from({ length: 450 }, (_, index) => index);
    expect(lines(list)).toEqual(['=450']);
    const opened = new Map([['$', true]]);
    expect(lines(list, opened).at(-1)).toBe('  =250');
    expect(lines(list, opened.set('$/…200', true)).at(-1)).toBe('  =50');
    expect(lines(list, opened.set('$/…400', true))).toHaveLength(451);
  });

  test('holds long texts back until they are opened', () => {
    const text = `${'x'.repeat(1000)}\nend`;
    const [, node] = jsonNodes({ text }, new Map(), '$');
    expect(node).toMatchObject({ open: false, whole: null });
    expect(node?.text.length).toBeLessThan(400);
    expect(jsonNodes({ text }, new Map([['$/text', true]]), '$')[1]?.whole).toBe(text);
  });

  test('can be made of anything that JSON can hold', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(lines(value).length).toBeGreaterThan(0)));
  });
});
