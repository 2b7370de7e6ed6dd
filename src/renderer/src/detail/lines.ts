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
  const all: DetailLine[] = [];
  for (const section of sections) {
    const lines = section.text.replace(/\n$/, '').split('\n');
    all.push({ kind: 'heading', section, lines: lines.length });
    for (const line of lines) addPieces(all, line);
    all.push({ kind: 'space' });
  }
  return all;
}

function addPieces(all: DetailLine[], line: string): void {
  let rest = line;
  while (rest.length > LONGEST) {
    // A character of two halves stays whole.
    const end = /[\ud800-\udbff]/.test(rest.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    all.push({ kind: 'text', text: rest.slice(0, end) });
    rest = rest.slice(end);
  }
  all.push({ kind: 'text', text: rest });
}
