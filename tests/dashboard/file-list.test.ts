import { describe, expect, test } from 'vitest';
import { groupFiles } from '../../src/renderer/src/files/file-list';
import type { FileOrder } from '../../src/renderer/src/files/files-look.svelte';
import type { MonitorEvent } from '../../src/shared/events';
import { madeUp, modelOf } from '../support/samples';

type Wanted = Parameters<typeof groupFiles>[2];
type Outcome = MonitorEvent['outcome'];

/** The files that calls come to, each of which takes 10 ms, one after the other. */
class Work {
  readonly #events: MonitorEvent[] = [];

  constructor(readonly cwds: Record<string, string> = {}) {}

  call(session: string, tool: string, path: string, outcome: Outcome = 'success', at = 0): this {
    const seq = this.#events.length + 1;
    const call = {
      session_id: session,
      tool,
      tool_use_id: `call-${seq}`,
      ...(this.cwds[session] && { cwd: this.cwds[session] }),
      data: { tool_name: tool, tool_input: { file_path: path, old_string: 'a', new_string: 'b' } },
    };
    const started = madeUp({ seq, type: 'tool_start', ...call });
    const timestamp = at || started.timestamp;
    this.#events.push({ ...started, timestamp });
    this.#events.push({ ...madeUp({ seq: seq + 1, type: 'tool_stop', ...call }), outcome, timestamp });
    return this;
  }

  prompt(session: string, text: string): this {
    const seq = this.#events.length + 1;
    this.#events.push(madeUp({ seq, type: 'prompt', session_id: session, data: { prompt: text } }));
    return this;
  }

  grouped(wanted: Partial<Wanted> = {}) {
    const model = modelOf(this.#events);
    const usual: Wanted = { grouping: 'project', order: 'path', text: '', changedOnly: false, admits: null };
    return groupFiles(model.files(), (key) => model.sessions.get(key), { ...usual, ...wanted });
  }

  /** The groups by their keys, each with the files that it shows. */
  shown(wanted: Partial<Wanted> = {}): Record<string, string[]> {
    const groups = this.grouped(wanted);
    return Object.fromEntries(groups.map(({ key, files }) => [key, files.map(({ shown }) => shown)]));
  }
}

describe('the list of files', () => {
  test('has the files of a project together, whichever session used them', () => {
    const work = new Work({ one: '/work/app', two: '/work/app', three: '/work/lib' })
      .call('one', 'Read', 'b.ts')
      .call('two', 'Edit', 'b.ts')
      .call('one', 'Edit', 'a.ts')
      .call('three', 'Read', '/elsewhere/c.ts');
    const groups = work.grouped();
    expect(work.shown()).toEqual({ '/work/lib': ['/elsewhere/c.ts'], '/work/app': ['a.ts', 'b.ts'] });
    expect(groups.map(({ title, note }) => [title, note])).toEqual([
      ['lib', '/work/lib'],
      ['app', '/work/app'],
    ]);
    expect(groups[1]!.files[1]!.file).toMatchObject({ reads: 1, changes: 1 });
  });

  test('has the files of each session by themselves where that is wanted, with what was asked', () => {
    const work = new Work({ one: '/work/app', two: '/work/app' })
      .prompt('one', 'Tidy up')
      .call('one', 'Read', 'a.ts')
      .call('two', 'Read', 'a.ts');
    const groups = work.grouped({ grouping: 'session' });
    expect(groups.map(({ key, note }) => [key, note])).toEqual([
      ['two', ''],
      ['one', 'Tidy up'],
    ]);
  });

  test('has files of sessions without a folder by their sessions, with their whole paths', () => {
    const work = new Work().call('one', 'Read', '/a.ts').call('two', 'Read', '/b.ts');
    expect(work.shown()).toEqual({ 'session two': ['/b.ts'], 'session one': ['/a.ts'] });
    expect(work.grouped().map(({ note }) => note)).toEqual(['', '']);
  });

  test('has a file of a session that is not known any more', () => {
    const files = modelOf([
      madeUp({ seq: 1, type: 'tool_start', tool: 'Read', data: { tool_input: { file_path: '/a.ts' } } }),
    ]).files();
    const wanted: Wanted = { grouping: 'session', order: 'path', text: '', changedOnly: false, admits: null };
    expect(groupFiles(files, () => undefined, wanted)).toMatchObject([{ key: 's', title: 's', note: '' }]);
  });

  test.each([
    ['/a', '/b'],
    ['/b', '/a'],
  ])('has groups in which something happened at the same time by their names (%s, %s)', (one, two) => {
    const work = new Work({ one, two })
      .call('one', 'Read', 'x.ts', 'success', 1e12)
      .call('two', 'Read', 'x.ts', 'success', 1e12);
    expect(Object.keys(work.shown())).toEqual(['/a', '/b']);
  });

  test.each<[FileOrder, string[]]>([
    ['path', ['a.ts', 'b.ts', 'c.ts', 'd.ts']],
    ['used', ['c.ts', 'a.ts', 'd.ts', 'b.ts']],
    ['changed', ['d.ts', 'b.ts', 'c.ts', 'a.ts']],
    ['changes', ['b.ts', 'd.ts', 'a.ts', 'c.ts']],
  ])('is in order of %s', (order, expected) => {
    const work = new Work({ one: '/work' })
      .call('one', 'Edit', 'b.ts')
      .call('one', 'Edit', 'b.ts')
      .call('one', 'Edit', 'd.ts')
      .call('one', 'Read', 'a.ts')
      .call('one', 'Read', 'a.ts')
      .call('one', 'Read', 'c.ts');
    expect(work.shown({ order })).toEqual({ '/work': expected });
  });

  test.each<FileOrder>(['used', 'changed', 'changes'])(
    'is in order of paths where %s tells nothing',
    (order) => {
      const work = new Work({ one: '/work' })
        .call('one', 'Edit', 'b.ts', 'success', 1e12)
        .call('one', 'Edit', 'a.ts', 'success', 1e12)
        .call('one', 'Edit', 'c.ts', 'success', 1e12);
      expect(work.shown({ order })).toEqual({ '/work': ['a.ts', 'b.ts', 'c.ts'] });
    },
  );

  test('leaves out files whose paths lack a word, in whatever case', () => {
    const work = new Work({ one: '/work' })
      .call('one', 'Read', 'src/Server.ts')
      .call('one', 'Read', 'src/client.ts')
      .call('one', 'Read', 'tests/server.ts');
    expect(work.shown({ text: ' SERVER  src ' })).toEqual({ '/work': ['src/Server.ts'] });
    expect(work.shown({ text: 'nowhere' })).toEqual({});
  });

  test('leaves out files that were only read where changes are wanted, not those that could not be changed', () => {
    const work = new Work({ one: '/work' })
      .call('one', 'Read', 'read.ts')
      .call('one', 'Edit', 'changed.ts')
      .call('one', 'Edit', 'refused.ts', 'failure');
    expect(work.shown({ changedOnly: true })).toEqual({ '/work': ['changed.ts', 'refused.ts'] });
  });

  test('counts only the uses that a filter admits', () => {
    const work = new Work({ one: '/work' })
      .call('one', 'Read', 'both.ts')
      .call('one', 'Edit', 'both.ts')
      .call('one', 'Edit', 'edited.ts')
      .call('one', 'Read', 'read.ts');
    const [group] = work.grouped({ admits: ({ touch }) => touch.kind === 'write' });
    expect(group!.files.map(({ shown, file }) => [shown, file.reads, file.changes])).toEqual([
      ['both.ts', 0, 1],
      ['edited.ts', 0, 1],
    ]);
  });
});
