import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CSV_HEADINGS, csvCell, csvLine } from '../../src/main/server/export/csv';
import { escapeHtml } from '../../src/main/server/export/html';
import { madeUp } from '../support/samples';

/** Reads CSV as RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('CSV', () => {
  test('any text comes back from a line as it was', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...'a,"\'\r\n;= é😀\t') });
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
        const [cells] = parseCsv(`${texts.map(csvCell).join()}\r\n`);
        expect(cells?.map((cell, index) => (cell === texts[index] ? cell : cell.slice(1)))).toEqual(texts);
      }),
    );
  });

  test('text that a spreadsheet would run is text', () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      expect(csvCell(formula).replaceAll('"', '')).toBe(`'${formula}`);
    }
    expect(csvCell(-1)).toBe('-1');
  });

  test('line has a cell for each heading', () => {
    const event = madeUp({
      seq: 1,
      type: 'tool_stop',
      tool: 'Bash',
      data: { tool_input: { command: 'a,"b"' } },
    });
    const [headings, cells] = parseCsv(CSV_HEADINGS.slice(1) + csvLine(event));
    expect(cells).toHaveLength(headings!.length);
    expect(cells![headings!.indexOf('summary')]).toBe('a,"b"');
    expect(cells![headings!.indexOf('time')]).toBe(new Date(event.timestamp).toISOString());
    expect(csvLine({ ...event, timestamp: 1e300 })).toContain('Bash');
  });
});

describe('HTML', () => {
  test('any text is text, and nothing in it hides or turns its surroundings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = escapeHtml(text);
        expect(html).not.toMatch(/[<>"']/);
        expect(html).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
        // eslint-disable-next-line no-control-regex
        expect(html).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u2066-\u2069]/);
        expect(html.isWellFormed()).toBe(true);
      }),
    );
    expect(escapeHtml('\u001b[31mred\u001b[0m \u202egpj.exe')).toBe('red \u2039U+202E\u203agpj.exe');
  });
});
