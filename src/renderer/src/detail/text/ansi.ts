import Anser from 'anser';
import { harmless } from '../../lib/text';

/** A run of text in one rendition. Colours are CSS values; null for the usual one. */
export interface StyledText {
  readonly text: string;
  readonly color: string | null;
  readonly background: string | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
}

/** How far back of a piece its rendition is looked for, in UTF-16 units: programs renew it with every line. */
const LOOKED_BACK = 4000;
// What sets a rendition: `ESC [ … m`.
// eslint-disable-next-line no-control-regex
const RENDITION = /\u001b\[[\d;:]*m/g;
// eslint-disable-next-line no-control-regex
const RESET = /\u001b\[0*(?:;0*)*m/g;
// What erases the rest of a line, and colours told in a way that anser does not know: neither carries content.
// eslint-disable-next-line no-control-regex
const IDLE = /\u001b\[(?:0?K|[\d;]*:[\d;:]*m)/g;
// All else that anser would swallow: whoever sends it may want to hide something.
// eslint-disable-next-line no-control-regex
const OTHER_ESCAPE = /\u001b(?!\[[\d;]*m)/g;

/** A part of what a program printed, in the renditions that a terminal would show it in. Nothing in it is left out. */
export function styledText(output: string, start: number, end: number): StyledText[] {
  const text = output.slice(start, end);
  const carried = carriedTo(output, start);
  if (carried === '' && !text.includes('\u001b')) return [plain(harmless(terminalLines(text)))];
  const marked = terminalLines(carried + text)
    .replace(IDLE, '')
    .replace(OTHER_ESCAPE, '␛');
  return Anser.ansiToJson(marked, { use_classes: true, remove_empty: true }).map(styled);
}

/** The lines as they would stand one under the other: what is written over, as progress bars are, is shown as well. */
function terminalLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r+(?=\n|$)/g, '').replace(/\r+/g, '\n') : text;
}

/** The renditions that were set before a part and not reset since. */
function carriedTo(output: string, start: number): string {
  const before = output.slice(Math.max(0, start - LOOKED_BACK), start);
  if (!before.includes('\u001b')) return '';
  const reset = Array.from(before.matchAll(RESET)).at(-1);
  const since = reset ? before.slice(reset.index + reset[0].length) : before;
  return (since.match(RENDITION) ?? []).join('');
}

function plain(text: string): StyledText {
  return { text, color: null, background: null, bold: false, dim: false, italic: false, underline: false };
}

function styled(entry: Anser.AnserJsonEntry): StyledText {
  const has = (name: Anser.DecorationName) => entry.decorations.includes(name);
  const [color, background] = [
    cssColor(entry.fg, entry.fg_truecolor),
    cssColor(entry.bg, entry.bg_truecolor),
  ];
  const turned = has('reverse');
  return {
    text: harmless(entry.content),
    color: turned ? (background ?? 'var(--raised)') : color,
    background: turned ? (color ?? 'var(--text)') : background,
    bold: has('bold'),
    dim: has('dim'),
    italic: has('italic'),
    underline: has('underline'),
  };
}

/** anser names the 16 colours and the palette's others by class, and tells true colours as `r, g, b`. */
function cssColor(name: string | null, trueColor: string | null): string | null {
  if (!name) return null;
  if (name === 'ansi-truecolor') return trueColor && `rgb(${trueColor})`;
  const entry = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  return entry === undefined ? `var(--${name})` : paletteColor(Number(entry));
}

/** Of the palette's 256 colours those from 16 on: a cube of 6×6×6, then greys. */
function paletteColor(entry: number): string {
  if (entry >= 232) {
    const grey = 8 + (entry - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const cube = entry - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${parts.map(level).join(', ')})`;
}
