import { pathIn } from '../../../../shared/files/paths';
import { textAt, valueAt } from '../../../../shared/payload';
import { counted } from '../../lib/format';
import { factsSection, present } from '../make-sections';
import type { FoundPlace, PlacesSection, Section } from '../sections';
import { errorSection, listAt, otherFields, outputSections, outputText, type CallData } from './call-data';

/** More lines found are shown as text. */
const MOST_LINES = 5000;

/** What was looked for, and where it was found. */
export function searchSections(data: CallData): Section[] {
  const { input } = data;
  const options = Object.entries(otherFields(input, 'pattern', 'query', 'path', 'dir_path') ?? {});
  const facts = factsSection([
    { name: 'Pattern', text: textAt(input, 'pattern') ?? textAt(input, 'query'), code: true },
    { name: 'In', text: pathIn(input), code: true },
    ...options.map(([name, value]) => ({
      name,
      text: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  ]);
  const found = foundPlaces(data);
  if (!found) return present(facts, ...outputSections(data, 'Found'));
  return present(facts, errorSection(data), found);
}

/** Folders' entries. */
export function listSections(data: CallData): Section[] {
  return present(
    factsSection([{ name: 'Folder', text: pathIn(data.input), code: true }]),
    ...outputSections(data, 'Entries'),
  );
}

function foundPlaces(data: CallData): PlacesSection | null {
  const names = listAt(data.response, 'filenames').filter((name) => typeof name === 'string');
  const content = textAt(data.response, 'content') ?? (names.length === 0 ? outputText(data) : null);
  const places = names.length > 0 ? names.map(onlyPath) : content === null ? [] : placesIn(content);
  if (places.length === 0) return null;
  const matches = places.reduce((sum, place) => sum + place.matches.length, 0);
  const files = counted(places.length, 'file');
  const cut = valueAt(data.response, 'truncated') === true ? ', cut short' : '';
  const text = (matches === 0 ? files : `${counted(matches, 'line')} in ${files}`) + cut;
  return { kind: 'places', title: 'Found', remark: { text }, places };
}

const onlyPath = (path: string): FoundPlace => ({ path, isFile: true, title: null, matches: [] });

/** Reads `path:line:text` line by line; none where a line is something else. */
function placesIn(content: string): FoundPlace[] {
  const lines = content.trim().split('\n', MOST_LINES + 1);
  if (lines.length > MOST_LINES) return [];
  const places = new Map<string, { line: number; text: string }[]>();
  for (const line of lines) {
    if (line === '--') continue;
    const [, path, number, text] = /^(.{1,500}?)[:-](\d{1,9})[:-](.*)$/.exec(line) ?? [];
    if (path === undefined || text === undefined) return [];
    const matches = places.get(path) ?? [];
    matches.push({ line: Number(number), text });
    places.set(path, matches);
  }
  return Array.from(places, ([path, matches]) => ({ path, isFile: true, title: null, matches }));
}
