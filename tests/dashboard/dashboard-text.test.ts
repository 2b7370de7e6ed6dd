import { describe, expect, test } from 'vitest';
import { detailLines } from '../../src/renderer/src/detail/lines';
import { readable } from '../../src/renderer/src/detail/readable';
import { age, counted, duration, elapsed, stopwatch } from '../../src/renderer/src/lib/format';
import { harmless, harmlessLine, withoutRenditions } from '../../src/renderer/src/lib/text';
import { toolName } from '../../src/renderer/src/lib/words';

describe('text from outside', () => {
  test('shows what could turn the direction of the rest, instead of doing it', () => {
    expect(harmless('a\u202eb\u2066c\u200fd')).toBe('a‹U+202E›b‹U+2066›c‹U+200F›d');
  });

  test('shows control characters as their pictures', () => {
    expect(harmless('\u0000\u001b[2J\u007f\u0085')).toBe('␀␛[2J␡‹U+0085›');
  });

  test('keeps its line breaks, and gives them up where it has one line', () => {
    expect(harmless('one\n\ttwo')).toBe('one\n\ttwo');
    expect(harmlessLine('one\n\ttwo')).toBe('one two');
  });

  test('loses the colours of a terminal, and nothing that says something', () => {
    expect(withoutRenditions('\u001b[1;31mred\u001b[0m\r\nplain')).toBe('red\nplain');
  });

  test('leaves letters of all scripts and emoji alone', () => {
    const text = 'naïve שלום 漢字 👩‍💻';
    expect(harmlessLine(text)).toBe(text);
  });
});

describe('figures', () => {
  test('of durations grow coarser as they grow', () => {
    expect([0, 62, 1020, 14_320, 125_000, 4_320_000].map(duration)).toEqual([
      '0 ms',
      '62 ms',
      '1.02 s',
      '14.3 s',
      '2m 05s',
      '1h 12m',
    ]);
  });

  test('that count on screen go by whole seconds, and never below none', () => {
    expect([-5, 3900, 125_000].map(elapsed)).toEqual(['0 s', '3 s', '2m 05s']);
  });

  test('of ages have one unit', () => {
    expect([14_000, 150_000, 5_400_000, 200_000_000].map(age)).toEqual(['14 s', '2m', '1h', '2d']);
  });

  test('of a session look like a stopwatch', () => {
    expect([41_000, 100_000_000].map(stopwatch)).toEqual(['00:00:41', '27:46:40']);
  });

  test('agree with their noun', () => {
    expect([counted(1, 'call'), counted(2, 'call')]).toEqual(['1 call', '2 calls']);
  });
});

describe('the details of a call', () => {
  test('show a command as such, and what else it was called with by name', () => {
    expect(readable({ command: 'ls -la\npwd', timeout: 5 })).toBe('ls -la\npwd\n\ntimeout: 5');
  });

  test('show texts of several lines as they are, and the rest as JSON', () => {
    expect(readable({ file_path: 'a.md', content: '# A\n', tags: ['x'] })).toBe(
      'file_path: a.md\ncontent:\n# A\n\n\ntags: [\n  "x"\n]',
    );
  });

  test.each([undefined, null, '', 0, [], {}])('can show %j', (value) => {
    expect(readable(value)).toBeTypeOf('string');
  });

  test('are broken into lines of which none is too long to lay out', () => {
    const long = '👩'.repeat(3001);
    const lines = detailLines([{ title: 'Output', text: `${long}\nend\n` }]);
    const texts = lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
    expect(texts.join('')).toBe(`${long}end`);
    expect(texts.every((text) => text.length <= 2000 && text.isWellFormed())).toBe(true);
    expect(lines[0]).toMatchObject({ kind: 'heading', lines: 2 });
  });

  test('of eight megabytes are there without a freeze', () => {
    const text = 'some output of a build\n'.repeat(350_000);
    const control = timeOf(() => text.split('\n').map((line) => ({ line })));
    const taken = timeOf(() => expect(detailLines([{ title: 'Output', text }])).toHaveLength(350_002));
    expect(taken).toBeLessThan(20 * control);
  });
});

/** ms */
function timeOf(action: () => unknown): number {
  const begun = performance.now();
  action();
  return performance.now() - begun;
}

test('a tool of an MCP server goes by its own name', () => {
  expect(['Bash', 'mcp__github__create_issue', 'mcp__a', '__proto__'].map(toolName)).toEqual([
    'Bash',
    'create_issue',
    'mcp__a',
    '__proto__',
  ]);
});
