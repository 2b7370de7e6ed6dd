/** A line that is longer is shown in pieces: browsers take their time to lay out megabytes without a break. */
const LONGEST = 2000;

/** A part of the details under a heading of its own. */
export interface Section {
  title: string;
  text: string;
  /** It says what went wrong. */
  bad?: boolean;
}

/** What the detail pane shows, line by line. */
export type DetailLine =
  { kind: 'heading'; section: Section; lines: number } | { kind: 'text'; text: string } | { kind: 'space' };

/** Sections as one list of lines, of which only those in view are ever made visible. */
export function detailLines(sections: readonly Section[]): DetailLine[] {
  return sections.flatMap((section) => {
    const lines = section.text.replace(/\n$/, '').split('\n');
    const texts = lines.flatMap(pieces).map((text): DetailLine => ({ kind: 'text', text }));
    return [{ kind: 'heading', section, lines: lines.length }, ...texts, { kind: 'space' }];
  });
}

function pieces(line: string): string[] {
  if (line.length <= LONGEST) return [line];
  const all: string[] = [];
  for (let start = 0; start < line.length;) {
    const end = start + LONGEST;
    // A character of two halves stays whole.
    const cut = /[\ud800-\udbff]/.test(line.charAt(end - 1)) ? end - 1 : end;
    all.push(line.slice(start, cut));
    start = cut;
  }
  return all;
}
