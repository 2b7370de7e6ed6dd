import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { JournalError } from '../../src/main/server/journal/errors';
import { silentLogger } from '../../src/main/server/logger';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { Spool } from '../../src/main/server/spool';
import type { EventDraft, MonitorEvent } from '../../src/shared/events';
import { LIMITS } from '../../src/shared/limits';
import type { ServerStats } from '../../src/shared/stats';
import { temporaryHome } from '../support/home';
import type { TestServer } from '../support/server';
import { startTestServer } from '../support/server';

const AT = Date.parse('2026-11-22T19:00:00Z');

/** A folder in which the forwarder kept things. */
class Kept {
  readonly dir = join(temporaryHome(), 'spool');

  constructor() {
    mkdirSync(this.dir);
  }

  put(name: string, content: unknown, at = AT): string {
    const path = join(this.dir, name);
    const temporary = `${path}.writing`;
    writeFileSync(temporary, typeof content === 'string' ? content : JSON.stringify(content));
    utimesSync(temporary, at / 1000, at / 1000);
    renameSync(temporary, path);
    return path;
  }

  get names(): string[] {
    return readdirSync(this.dir);
  }
}

function open(kept: Kept, server: TestServer): Spool {
  const spool = new Spool(kept.dir, server.core, silentLogger);
  onTestFinished(() => spool.close());
  spool.open();
  return spool;
}

const call = (tool: string) => ({ hook_event_name: 'PreToolUse', session_id: 's', tool_name: tool });
const eventsOf = async (server: TestServer) =>
  (await server.get<{ events: MonitorEvent[] }>('/api/events')).events;
const emptied = (kept: Kept, left: string[] = []) =>
  vi.waitFor(() => expect(kept.names).toEqual(left), 20_000);

test('what was kept comes in the order in which it happened, under its id, time and agent', async () => {
  const kept = new Kept();
  kept.put('claude-code.later.json', call('Second'), AT + 1000);
  kept.put('codex.sooner.json', call('First'), AT);
  kept.put(
    'gemini.last.json',
    { hook_event_name: 'BeforeTool', session_id: 's', tool_name: 'Third' },
    AT + 2000,
  );
  const server = await startTestServer();
  open(kept, server);
  await emptied(kept);
  expect(await eventsOf(server)).toMatchObject([
    { id: 'sooner', source: 'codex', tool: 'First', timestamp: AT, trusted: true },
    { id: 'later', source: 'claude-code', tool: 'Second', timestamp: AT + 1000, trusted: true },
    { id: 'last', source: 'gemini', tool: 'Third', timestamp: AT + 2000, trusted: true },
  ]);
});

test('what comes while the server runs is taken at once', async () => {
  const kept = new Kept();
  const server = await startTestServer();
  open(kept, server);
  kept.put('claude-code.a.json', call('A'));
  await emptied(kept);
  kept.put('claude-code.b.json', call('B'));
  await emptied(kept);
  expect((await eventsOf(server)).map(({ tool }) => tool)).toEqual(['A', 'B']);
});

test('what was posted too is there once', async () => {
  const kept = new Kept();
  const server = await startTestServer();
  const posted = await server.post('/hooks/claude-code', call('A'), { 'x-tooltrail-id': 'same' });
  expect(posted.headers.get('x-tooltrail-id')).toBe('same');
  kept.put('claude-code.same.json', call('A'));
  open(kept, server);
  await emptied(kept);
  expect(await eventsOf(server)).toHaveLength(1);
  expect(await server.get<ServerStats>('/api/stats')).toMatchObject({ events_deduplicated: 1 });
});

test('what can never be an event goes, is counted, and keeps nothing else waiting', async () => {
  const kept = new Kept();
  kept.put('claude-code.half.json', '{"hook_event_name": "PreT', AT);
  kept.put('claude-code.list.json', [], AT + 1);
  kept.put(
    'claude-code.deep.json',
    '{"a":'.repeat(LIMITS.nesting + 1) + '1' + '}'.repeat(LIMITS.nesting + 1),
    AT + 2000,
  );
  truncateSync(kept.put('claude-code.huge.json', '', AT + 3), LIMITS.bodyBytes + 1);
  kept.put('claude-code.good.json', call('Good'), AT + 4);
  const server = await startTestServer();
  open(kept, server);
  await emptied(kept);
  expect((await eventsOf(server)).map(({ id }) => id)).toEqual(['good']);
  const { events_dropped: dropped } = await server.get<ServerStats>('/api/stats');
  expect(dropped).toMatchObject({ malformed: 2, too_deep: 1, too_large: 1 });
});

test('what is not the forwarder’s, or not finished, is left alone', async () => {
  const kept = new Kept();
  const outside = join(kept.dir, '..', 'outside.json');
  writeFileSync(outside, JSON.stringify(call('Outside')));
  symlinkSync(outside, join(kept.dir, 'claude-code.link.json'));
  mkdirSync(join(kept.dir, 'claude-code.folder.json'));
  kept.put('claude-code.new.part', '{"half', Date.now());
  kept.put('cursor-unknown.x.json', call('Unknown agent'));
  kept.put('notes.txt', 'mine');
  kept.put('claude-code.good.json', call('Good'));
  const left = kept.names.filter((name) => !name.includes('good'));
  const server = await startTestServer();
  open(kept, server);
  await emptied(kept, left);
  expect((await eventsOf(server)).map(({ tool }) => tool)).toEqual(['Good']);
  expect(existsSync(outside)).toBe(true);
});

test('what a killed forwarder left is taken where it is whole, and goes', async () => {
  const kept = new Kept();
  kept.put('claude-code.whole.part', call('Whole'));
  kept.put('claude-code.half.part', '{"hook_event_name": "PreT');
  const server = await startTestServer();
  open(kept, server);
  await emptied(kept);
  expect((await eventsOf(server)).map(({ id }) => id)).toEqual(['whole']);
  expect((await server.get<ServerStats>('/api/stats')).events_dropped.malformed).toBe(0);
});

test('what the journal cannot keep now waits until it can', async () => {
  class FullDisk extends MemoryJournal {
    full = true;
    override append(drafts: readonly EventDraft[]) {
      return this.full ? Promise.reject(new JournalError('the disk is full')) : super.append(drafts);
    }
  }
  const kept = new Kept();
  for (const tool of ['A', 'B', 'C'])
    kept.put(`claude-code.${tool}.json`, call(tool), AT + tool.charCodeAt(0));
  const journal = new FullDisk();
  const server = await startTestServer({}, journal);
  open(kept, server);
  await vi.waitFor(async () => {
    const { events_dropped: dropped } = await server.get<ServerStats>('/api/stats');
    expect(dropped.not_stored).toBeGreaterThan(0);
  }, 20_000);
  expect(kept.names).toHaveLength(3);
  journal.full = false;
  await emptied(kept);
  expect((await eventsOf(server)).map(({ tool }) => tool)).toEqual(['A', 'B', 'C']);
});

test('two thousand are taken without one missing or out of order', async () => {
  const kept = new Kept();
  for (let index = 0; index < 2000; index++) {
    const path = join(kept.dir, `claude-code.${2000 - index}.json`);
    writeFileSync(path, JSON.stringify(call(`T${index}`)));
    utimesSync(path, AT / 1000 + index / 1000, AT / 1000 + index / 1000);
  }
  const server = await startTestServer();
  open(kept, server);
  await vi.waitFor(() => expect(kept.names).toEqual([]), 20_000);
  const tools: (string | null)[] = [];
  for (let after = 0; after < 2000; after += 1000) {
    const { events } = await server.get<{ events: MonitorEvent[] }>(`/api/events?after=${after}`);
    tools.push(...events.map(({ tool }) => tool));
  }
  expect(tools).toEqual(Array.from({ length: 2000 }, (_, index) => `T${index}`));
}, 60_000);

test('an id that is none is refused by its name', async () => {
  const server = await startTestServer();
  for (const id of ['a b', 'x'.repeat(129), '']) {
    const response = await server.post('/hooks/codex', call('A'), { 'x-tooltrail-id': id });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('X-Tooltrail-Id');
  }
});
