import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportEvents } from '../../src/main/server/export/export-events';
import { importEvents } from '../../src/main/server/import/import-events';
import type { MonitorEvent } from '../../src/shared/events';
import type { ExportFormat, Selection } from '../../src/shared/jobs';
import { temporaryHome } from '../support/home';
import { jobControl } from '../support/jobs';
import { contentOf, openJournal } from '../support/journal';
import { loadSample, SAMPLE_NAMES, SAMPLES } from '../support/samples';
import { startTestServer, type TestServer } from '../support/server';

async function serverWithSamples() {
  const journal = await openJournal();
  const server = await startTestServer({}, journal);
  for (const name of SAMPLE_NAMES) {
    for (const payload of loadSample(name)) await server.post(`/hooks/${SAMPLES[name].agent}`, payload);
  }
  return { journal, server };
}

const fileNamed = (name: string) => join(temporaryHome(), name);

async function exported(
  journal: Awaited<ReturnType<typeof openJournal>>,
  format: ExportFormat,
  selection: Selection = {},
): Promise<string> {
  const file = fileNamed(`export.${format}`);
  await exportEvents(journal, { format, selection, title: 'notes-app' }, file, jobControl().control);
  return readFileSync(file, 'utf8');
}

const importInto = (server: TestServer, file: string) =>
  importEvents(file, (payloads) => server.core.importEvents(payloads), jobControl().control);

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('export', () => {
  test('export as JSONL holds every event as it is, and says how far it is', async () => {
    const { journal } = await serverWithSamples();
    const file = fileNamed('export.jsonl');
    const { control, told } = jobControl();
    const { result } = await exportEvents(
      journal,
      { format: 'jsonl', selection: {}, title: 'all' },
      file,
      control,
    );
    const events = await contentOf(journal);
    expect(linesOf(readFileSync(file, 'utf8')).map((line) => JSON.parse(line) as unknown)).toEqual(events);
    expect(result).toContain(`${events.length} events`);
    expect(told.at(-1)).toEqual([events.length, events.length]);
  });

  test('export of a search holds what the search finds', async () => {
    const { journal, server } = await serverWithSamples();
    for (const [selection, query] of [
      [{ tool: 'Bash', failed: true }, 'tool=Bash&failed=true'],
      [{ q: 'notes' }, 'q=notes'],
      [
        { session: String(loadSample('codex')[0]!['session_id']) },
        `session=${String(loadSample('codex')[0]!['session_id'])}`,
      ],
      [{ since: Date.now() + 1000 }, `since=${Date.now() + 1000}`],
    ] as [Selection, string][]) {
      const { events } = await server.get<{ events: MonitorEvent[] }>(`/api/events?after=0&${query}`);
      const lines = (await exported(journal, 'jsonl', selection)).split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(events);
    }
    expect(linesOf(await exported(journal, 'jsonl', { failed: true }))).toHaveLength(4);
  });

  test('export that is broken off leaves the file that was there', async () => {
    const { journal } = await serverWithSamples();
    const file = fileNamed('export.csv');
    writeFileSync(file, 'before');
    const controller = new AbortController();
    controller.abort();
    const { control } = jobControl(controller.signal);
    const request = { format: 'csv' as const, selection: {}, title: 'all' };
    await expect(exportEvents(journal, request, file, control)).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test('export as a report shows calls with input and output, and nothing that runs', async () => {
    const { journal, server } = await serverWithSamples();
    await server.post('/hooks/claude-code', {
      hook_event_name: 'PostToolUseFailure',
      session_id: '<script>alert(1)</script>',
      cwd: '/home/dev/"><img src=x onerror=alert(1)>',
      tool_name: '<b>Bash</b>',
      tool_use_id: 'hostile',
      tool_input: { command: '</pre><script>alert(1)</script>' },
      error: "' onmouseover='alert(1)",
    });
    const html = await exported(journal, 'html');
    for (const text of ['exit 3', 'Exit code 3', 'wc -l', 'second line', 'prefers-color-scheme: dark'])
      expect(html).toContain(text);
    expect(html.match(/<details class="call /g)).toHaveLength(
      SAMPLE_NAMES.reduce((sum, name) => sum + SAMPLES[name].calls.length, 1),
    );
    expect(html).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<(script|img|link|iframe)\b/i);
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
  });
});

describe('import', () => {
  test('import brings an export into another journal, event for event', async () => {
    const { journal } = await serverWithSamples();
    const file = fileNamed('export.jsonl');
    writeFileSync(file, await exported(journal, 'jsonl'));
    const other = await openJournal();
    const { result, problems } = await importInto(await startTestServer({}, other), file);
    const recorded = (events: MonitorEvent[]) => events.map(({ received_at: _received, ...event }) => event);
    expect(recorded(await contentOf(other))).toEqual(recorded(await contentOf(journal)));
    expect(problems).toEqual([]);
    expect(result).toBe(`${journal.head} events imported`);
  });

  test('import of the same file twice stores it once', async () => {
    const { journal, server } = await serverWithSamples();
    const file = fileNamed('export.jsonl');
    writeFileSync(file, await exported(journal, 'jsonl'));
    const { head } = journal;
    expect(await importInto(server, file)).toEqual({
      result: `0 events imported, ${head} already there`,
      problems: [],
    });
    expect(journal.head).toBe(head);
  });

  test('import tells bad lines by number and field, and takes the others', async () => {
    const { journal } = await serverWithSamples();
    const [good, other] = linesOf(await exported(journal, 'jsonl')) as [string, string];
    const bad = (fields: object) => JSON.stringify({ ...(JSON.parse(good) as object), ...fields });
    const file = fileNamed('import.jsonl');
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    const lines = [
      good,
      '{"half":',
      '',
      '[]',
      bad({ id: 'a', type: 7 }),
      bad({ id: 'b', data: 'text' }),
      bad({ id: 'c', outcome: 'maybe' }),
      good.replace('"data":{', `"data":{"deep":${deep},`),
      'x'.repeat(9 * 1024 * 1024),
      other,
    ];
    writeFileSync(file, lines.join('\r\n'));
    const target = await openJournal();
    const { result, problems } = await importInto(await startTestServer({}, target), file);
    expect(problems?.toSorted()).toEqual([
      expect.stringMatching(/^Line 2: not JSON/),
      expect.stringMatching(/^Line 4: An event must be a JSON object/),
      expect.stringMatching(/^Line 5: type must be /),
      expect.stringMatching(/^Line 6: data must be /),
      expect.stringMatching(/^Line 7: outcome must be /),
      expect.stringMatching(/^Line 8: An event may be nested 33 levels/),
      expect.stringMatching(/^Line 9: longer than 8 MiB/),
    ]);
    expect(result).toBe('2 events imported, 7 lines left out');
    expect(target.head).toBe(2);
  });

  test('import can be broken off', async () => {
    const { journal, server } = await serverWithSamples();
    const file = fileNamed('export.jsonl');
    writeFileSync(file, await exported(journal, 'jsonl'));
    const controller = new AbortController();
    const takeIn = (payloads: unknown[]) => {
      controller.abort();
      return server.core.importEvents(payloads.slice(0, 1));
    };
    const { control } = jobControl(controller.signal);
    // The whole file is one batch, so that this one is the last.
    await importEvents(file, takeIn, control);
    await expect(importEvents(file, takeIn, control)).rejects.toThrow('aborted');
  });
});
