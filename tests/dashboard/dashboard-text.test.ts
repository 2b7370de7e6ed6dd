import { describe, expect, test } from 'vitest';
import { age, counted, duration, elapsed, fullTime, stopwatch } from '../../src/renderer/src/lib/format';
import { harmless, harmlessLine } from '../../src/renderer/src/lib/text';
import { withoutRenditions } from '../../src/shared/hidden-characters';
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

  test('of a moment that no calendar has are left out', () => {
    expect(fullTime(Date.UTC(2026, 10, 22, 12))).toContain('2026');
    expect(fullTime(8.64e15 + 1)).toBe('');
  });

  test('agree with their noun', () => {
    expect([counted(1, 'call'), counted(2, 'call')]).toEqual(['1 call', '2 calls']);
  });
});

test('a tool of an MCP server goes by its own name', () => {
  expect(['Bash', 'mcp__github__create_issue', 'mcp__a', '__proto__'].map(toolName)).toEqual([
    'Bash',
    'create_issue',
    'mcp__a',
    '__proto__',
  ]);
});
