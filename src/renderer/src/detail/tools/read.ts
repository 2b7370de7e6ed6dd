import { textAt, valueAt } from '../../../../shared/payload';
import { pathIn } from '../../../../shared/files/paths';
import { languageOf } from '../highlight/languages';
import { factsSection, hint, present, textSection } from '../make-sections';
import type { Section } from '../sections';
import { errorSection, numberAt, outputText, silence, type CallData } from './call-data';

/** A file that was read, or the part of it that was. */
export function readSections(data: CallData): Section[] {
  const { input, response } = data;
  const path = pathIn(input) ?? '';
  const file = valueAt(response, 'file');
  const first = numberAt(file, 'startLine') ?? numberAt(input, 'offset') ?? 1;
  const content = outputText(data);
  return present(
    errorSection(data),
    path !== '' &&
      factsSection([
        { name: 'File', text: path, code: true },
        { name: 'Lines', text: range(data, first) },
      ]),
    data.error === null && contentSection(data, content, path, Math.max(1, first)),
  );
}

function contentSection(data: CallData, content: string | null, path: string, first: number): Section {
  if (content === null || content === '') return hint(emptiness(data));
  return textSection('Content', content, {
    look: 'code',
    language: languageOf(path),
    firstNumber: first,
    place: { path, line: first },
  });
}

function emptiness(data: CallData): string {
  const type = textAt(data.response, 'type');
  if (type !== null && type !== 'text') return `Not text: ${type}. The raw event has what was read of it.`;
  return data.stop ? 'The agent did not tell what it read.' : silence(data);
}

function range({ input, response }: CallData, first: number): string | null {
  const file = valueAt(response, 'file');
  const [count, total] = [
    numberAt(file, 'numLines') ?? numberAt(input, 'limit'),
    numberAt(file, 'totalLines'),
  ];
  if (count === null) return null;
  const last = first + count - 1;
  if (total !== null && first === 1 && last >= total) return null;
  return `${first}–${last}${total === null ? '' : ` of ${total}`}`;
}
