import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const TOKENS = join(import.meta.dirname, '../../src/renderer/src/styles/tokens.css');
/** What code stands on: by itself, and in a change, where what differs in a line is marked. */
const GROUNDS = ['surface', 'raised', 'add', 'add-strong', 'delete', 'delete-strong'];
/** What WCAG asks of text of this size. */
const LEAST = 4.5;

/** The colours of a theme by their names. */
function coloursOf(theme: 'light' | 'dark'): Map<string, string> {
  const pairs = readFileSync(TOKENS, 'utf8').matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g);
  return new Map([...pairs].map(([, name, light, dark]) => [name!, theme === 'light' ? light! : dark!]));
}

/** How bright a colour is, as WCAG counts it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright! + 0.05) / (dark! + 0.05);
}

test.each(['light', 'dark'] as const)(
  'code can be read wherever it stands, in a change as well: %s theme',
  (theme) => {
    const colours = coloursOf(theme);
    const inks = [...colours.keys()].filter((name) => name === 'text' || name.startsWith('code-'));
    const faint = GROUNDS.flatMap((ground) =>
      inks
        .map((ink) => ({ ink, ground, of: contrast(colours.get(ink)!, colours.get(ground)!) }))
        .filter(({ of }) => of < LEAST),
    );
    expect(inks.length).toBeGreaterThan(5);
    expect(faint).toEqual([]);
  },
);
