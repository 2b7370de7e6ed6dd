import { describe, expect, test } from 'vitest';
import { rowsOfPage, withPage } from '../../src/renderer/src/search/result-rows';
import { markWords, snippetOf } from '../../src/renderer/src/search/snippet';
import { eventsOf, madeUp, stepsOf } from '../support/samples';

const shown = (parts: { text: string; hit: boolean }[] | null) =>
  parts?.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('') ?? null;

describe('search snippets', () => {
  test('words are marked where the server finds them, whatever their case and accents', () => {
    expect(shown(markWords('wc -l notes.md', 'wc NOTES'))).toBe('[wc] -l [notes].md');
    expect(shown(markWords('Über den Wölken', 'uber wolk'))).toBe('[Über] den [Wölk]en');
    expect(shown(markWords('reconnect connect', 'connect'))).toBe('reconnect [connect]');
    expect(markWords('wc -l', 'wc notes')).toBeNull();
    expect(markWords('anything', '  ')).toBeNull();
  });

  test('snippet is a line around the first word, wherever in the payload it is', () => {
    const text = `${'x '.repeat(500)}needle\n  in a haystack ${'y '.repeat(500)}`;
    const snippet = shown(snippetOf({ cwd: '/home', deep: [{ text }] }, 'needle'))!;
    expect(snippet).toMatch(/^…x .*x \[needle\] in a haystack y .*…$/);
    expect(snippet.length).toBeLessThan(240);
    expect(snippetOf({ text }, 'nothing')).toEqual([]);
    expect(snippetOf({ text: '<b>needle</b>' }, 'b')).toContainEqual({ text: 'b', hit: true });
  });

  test('every recorded payload gives a snippet for each of its longer words', () => {
    for (const { data } of eventsOf(stepsOf('claude-code sub-agents'))) {
      const words =
        Object.values(data['tool_input'] ?? {})
          .filter((value) => typeof value === 'string')
          .join(' ')
          .match(/\b[a-z]{5,}/g) ?? [];
      for (const word of words) expect(snippetOf(data, word).some(({ hit }) => hit)).toBe(true);
    }
  });
});

describe('search results', () => {
  const call = (seq: number, session: string, id: string, type = 'tool_stop') =>
    madeUp({ seq, session_id: session, type, tool: 'Bash', tool_use_id: id });
  const told = (rows: ReturnType<typeof rowsOfPage>) =>
    rows.map((row) => (row.kind === 'session' ? `${row.session} (${row.count})` : row.event.seq));

  test('results stand newest first by session, and a call is one of them', () => {
    const events = [call(1, 'a', '1', 'tool_start'), call(2, 'a', '1'), call(3, 'b', '1'), call(4, 'a', '2')];
    expect(told(rowsOfPage(events, new Set(), null))).toEqual(['a (2)', 4, 2, 'b (1)', 3]);
  });

  test('next page goes on with the session that the last one ended with, and repeats nothing', () => {
    const seen = new Set<string>();
    rowsOfPage([call(10, 'a', '1')], seen, null);
    const next = rowsOfPage(
      [call(7, 'b', '1'), call(8, 'a', '1', 'tool_start'), call(9, 'a', '2')],
      seen,
      'a',
    );
    expect(told(next)).toEqual([9, 'b (1)', 7]);
  });

  test('a session that goes on over pages counts all its moments under its one heading', () => {
    const seen = new Set<string>();
    const first = rowsOfPage([call(9, 'a', '1'), call(10, 'b', '1')], seen, null);
    const second = rowsOfPage([call(8, 'a', '2')], seen, 'a');
    const third = rowsOfPage([call(6, 'c', '1'), call(7, 'a', '3')], seen, 'a');
    const all = withPage(withPage(first, second), third);
    expect(told(all)).toEqual(['b (1)', 10, 'a (3)', 9, 8, 7, 'c (1)', 6]);
    expect(told(withPage([], first))).toEqual(told(first));
  });

  test('what belongs to no timeline is no result', () => {
    const noise = madeUp({ seq: 1, type: 'hook', hook: 'PostToolBatch' });
    expect(rowsOfPage([noise], new Set(), null)).toEqual([]);
  });
});
