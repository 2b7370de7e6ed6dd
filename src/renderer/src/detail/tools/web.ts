import { firstTextAt, textAt } from '../../../../shared/payload';
import { counted, duration } from '../../lib/format';
import { factsSection, present, textSection } from '../make-sections';
import type { FoundPlace, Section } from '../sections';
import { errorSection, listAt, numberAt, outputSections, type CallData } from './call-data';

/** A page that was fetched, and what the agent wanted of it. */
export function fetchSections(data: CallData): Section[] {
  const { input, response } = data;
  const [code, took] = [numberAt(response, 'code'), numberAt(response, 'durationMs')];
  const bytes = numberAt(response, 'bytes');
  const result = firstTextAt(response, 'result', 'content', 'text');
  return present(
    factsSection([
      { name: 'Address', text: firstTextAt(input, 'url') ?? firstTextAt(response, 'url'), code: true },
      { name: 'Asked', text: textAt(input, 'prompt') },
      {
        name: 'Answer',
        text: code === null ? null : `${code} ${textAt(response, 'codeText') ?? ''}`.trim(),
        bad: (code ?? 0) >= 400,
      },
      { name: 'Size', text: bytes === null ? null : counted(bytes, 'byte') },
      { name: 'Took', text: took === null ? null : duration(took) },
    ]),
    errorSection(data),
    ...(result === null
      ? data.error === null
        ? outputSections(data, 'Page')
        : []
      : [textSection('Page', result, { look: 'prose' })]),
  );
}

/** A search of the web, and what it found. */
export function webSearchSections(data: CallData): Section[] {
  const places = listAt(data.response, 'results').flatMap((result) =>
    [result, ...listAt(result, 'content')].flatMap(pageOf),
  );
  const words = listAt(data.response, 'results').filter((result) => typeof result === 'string');
  return present(
    factsSection([{ name: 'Searched for', text: firstTextAt(data.input, 'query'), code: true }]),
    errorSection(data),
    places.length > 0 && {
      kind: 'places',
      title: 'Found',
      remark: { text: counted(places.length, 'page') },
      places,
    },
    words.length > 0 && textSection('Summary', words.join('\n\n'), { look: 'prose' }),
    ...(places.length + words.length === 0 && data.error === null ? outputSections(data) : []),
  );
}

function pageOf(value: unknown): FoundPlace[] {
  const url = textAt(value, 'url');
  return url === null ? [] : [{ path: url, isFile: false, title: textAt(value, 'title'), matches: [] }];
}
