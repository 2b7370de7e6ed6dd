import fc from 'fast-check';
import { applyPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { compareTexts, linesOf, wholeText } from '../../src/renderer/src/detail/diff/compare';
import { diffEntries, sideOf, type DiffEntry } from '../../src/renderer/src/detail/diff/diff-lines';
import { diffCounts, type FileDiff } from '../../src/renderer/src/detail/diff/file-diff';
import { folded } from '../../src/renderer/src/detail/diff/fold';
import { splitLines } from '../../src/renderer/src/detail/diff/split';
import { changedWords, partners } from '../../src/renderer/src/detail/diff/words';
import { diffSection } from '../../src/renderer/src/detail/make-sections';
import { diffText } from '../../src/renderer/src/detail/rows';
import { shortestTimeOf, timeOf } from '../support/time-of';

const diffOf = (before: string, after: string, original: string | null): FileDiff => ({
  path: 'a.txt',
  kind: 'changed',
  movedTo: null,
  hunks: compareTexts(before, after, true),
  original,
});
const shown = (entries: readonly { sign: string; text?: string }[]) =>
  entries.map(({ sign, text = '' }) => sign + text);
const file = fc
  .array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 40 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));
const never = () => false;

describe('a diff', () => {
  test('tells every line of a file whose old content is known, with its numbers', () => {
    const entries = diffEntries(diffOf('a\nb\nc\n', 'a\nB\nc\n', 'a\nb\nc\n'));
    expect(shown(entries)).toEqual([' a', '-b', '+B', ' c']);
    expect(entries).toMatchObject([
      { oldNumber: 1, newNumber: 1 },
      { oldNumber: 2, newNumber: null },
      { oldNumber: null, newNumber: 2 },
      { oldNumber: 3, newNumber: 3 },
    ]);
  });

  test('leads from the old file to the new one, whatever they are', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        const entries = diffEntries(diffOf(before, after, before));
        expect(sideOf(entries, 'old')).toBe(linesOf(before).join('\n'));
        expect(sideOf(entries, 'new')).toBe(linesOf(after).join('\n'));
      }),
    );
  });

  test('is copied in a form that can be applied', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        fc.pre(before !== after);
        expect(applyPatch(before, diffText(diffSection(diffOf(before, after, null))))).toBe(after);
      }),
    );
  });

  test('does not believe an old content that its hunks are not about', () => {
    const entries = diffEntries(diffOf('a\nb\n', 'a\nB\n', 'something else\n'));
    expect(shown(entries)).toEqual([' a', '-b', '+B']);
  });

  test('says what lies between hunks where nobody tells it', () => {
    const before = Array.from({ length: 30 }, (_, index) => `${index}\n`);
    const after = before.with(2, 'two\n').with(25, 'twenty-five\n');
    const gaps = diffEntries(diffOf(before.join(''), after.join(''), null)).filter(
      ({ sign }) => sign === '@',
    );
    expect(gaps).toEqual([{ sign: '@', lines: 16, heading: '' }]);
  });

  test('gives up a comparison that would take too long, and tells both texts whole', () => {
    const text = (seed: number) => Array.from({ length: 60_000 }, (_, index) => `${index * seed}\n`).join('');
    const [before, after] = [text(7), text(11)];
    const compare = () => compareTexts(before, after, false);
    const { added, removed } = diffCounts({ hunks: compare() });
    expect([added, removed].every((lines) => lines > 0)).toBe(true);
    expect(shortestTimeOf(compare)).toBeLessThan(100 * timeOf(() => text(7).split('\n')));
  });

  test('of a new file adds all of it', () => {
    expect(wholeText('a\n\nb\n', '+')[0]?.lines).toEqual(['+a', '+', '+b']);
    expect(wholeText('', '+')).toEqual([]);
  });
});

describe('what is far from any change', () => {
  const context = (count: number) =>
    Array.from({ length: count }, (_, index): DiffEntry => ({
      sign: ' ',
      text: `${index}`,
      oldNumber: 1,
      newNumber: 1,
      place: 0,
    }));
  const change: DiffEntry = { sign: '+', text: 'x', oldNumber: null, newNumber: 1, place: 0 };

  test('is folded but for three lines around each change', () => {
    const all = folded([...context(20), change, ...context(20), change, ...context(20)], never);
    expect(all.filter(({ sign }) => sign === '…')).toEqual([
      { sign: '…', from: 0, to: 17 },
      { sign: '…', from: 24, to: 38 },
      { sign: '…', from: 45, to: 62 },
    ]);
  });

  test('is shown where it was opened, and where folding saves nothing', () => {
    const entries = [...context(20), change, ...context(6)];
    expect(folded(entries, (from) => from === 0)).toEqual(entries);
  });

  test('is never lost', () => {
    const sign = fc.constantFrom<' ' | '+' | '-'>(' ', ' ', ' ', ' ', ' ', '+', '-');
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 80 }), (signs) => {
        const entries = signs.map((one): DiffEntry => ({
          sign: one,
          text: '',
          oldNumber: 1,
          newNumber: 1,
          place: 0,
        }));
        const count = folded(entries, never).reduce(
          (sum, entry) => sum + (entry.sign === '…' ? entry.to - entry.from : 1),
          0,
        );
        expect(count).toBe(entries.length);
        expect(folded(entries, () => true)).toEqual(entries);
      }),
    );
  });
});

test('side by side, what was removed stands beside what came in its place', () => {
  const lines = splitLines(diffEntries(diffOf('a\nb\nc\nd\n', 'a\nB\nd\n', 'a\nb\nc\nd\n')));
  expect(lines.map((line) => (line.sign === '|' ? [line.left?.text, line.right?.text] : null))).toEqual([
    ['a', 'a'],
    ['b', 'B'],
    ['c', undefined],
    ['d', 'd'],
  ]);
});

test('words that differ are marked in lines that were changed, not in lines that were replaced', () => {
  const marksOf = (before: string, after: string) => {
    const entries = diffEntries(diffOf(`${before}\n`, `${after}\n`, null));
    const pairs = partners(entries);
    return entries.map((entry) => (entry.sign === '@' ? [] : changedWords(entry, pairs.get(entry))));
  };
  expect(marksOf('const a = 1;', 'const b = 1;')).toEqual([[[6, 7]], [[6, 7]]]);
  expect(marksOf('completely different', 'nothing of it left')).toEqual([[], []]);
});
