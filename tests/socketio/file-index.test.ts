import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ActivityModel } from '../../src/shared/activity/activity-model';
import { parsePatchText } from '../../src/shared/files/patch-text';
import { absolutePath, relativePath, splitPath } from '../../src/shared/files/paths';
import { eventsOf, madeUp, modelOf, SAMPLE_NAMES, stepsOf, type SampleName } from '../support/samples';

const filesOf = (name: SampleName) =>
  modelOf(eventsOf(stepsOf(name)))
    .files()
    .map(({ path, reads, changes, added, removed }) => ({ path, reads, changes, added, removed }));
const NOTES = '/home/dev/notes-app/notes.md';

describe('the files of a recorded run', () => {
  test.each<[SampleName, ReturnType<typeof filesOf>]>([
    ['claude-code sub-agents', [{ path: NOTES, reads: 1, changes: 2, added: 4, removed: 1 }]],
    ['claude-code permissions', [{ path: NOTES, reads: 1, changes: 2, added: 4, removed: 1 }]],
    ['gemini', [{ path: NOTES, reads: 1, changes: 1, added: 2, removed: 0 }]],
    ['opencode', [{ path: NOTES, reads: 0, changes: 1, added: 2, removed: 0 }]],
    ['codex', []],
  ])('of %s are those that its tools read and changed', (name, files) => {
    expect(filesOf(name)).toEqual(files);
  });
});

const call = (seq: number, type: string, id: string, tool: string, path: string) =>
  madeUp({
    seq,
    type,
    tool,
    tool_use_id: id,
    ...(type === 'tool_stop' ? { outcome: 'success' as const } : {}),
    cwd: '/work',
    data: { tool_name: tool, tool_input: { file_path: path, old_string: 'a', new_string: 'b\nc' } },
  });

describe('the index of files', () => {
  test('is the same in whatever order events come', () => {
    for (const name of SAMPLE_NAMES) {
      const events = eventsOf(stepsOf(name));
      const expected = modelOf(events).files();
      fc.assert(
        fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
          const model = modelOf(shuffled.map((event, index) => ({ ...event, seq: index + 1 })));
          expect(withoutSeqs(model.files())).toEqual(withoutSeqs(expected));
        }),
        { numRuns: 20 },
      );
    }
  });

  test('is the same whether it was asked all the time or once', () => {
    const events = eventsOf(stepsOf('claude-code permissions'));
    const asked = new ActivityModel();
    for (const event of events) {
      asked.apply(event);
      asked.files();
    }
    expect(asked.files()).toEqual(modelOf(events).files());
  });

  test('puts a file together again only when one of its calls changed', () => {
    const model = modelOf([
      call(1, 'tool_stop', 'one', 'Edit', '/work/a'),
      call(2, 'tool_stop', 'two', 'Edit', '/work/b'),
    ]);
    const [a, b] = model.files();
    model.apply(call(3, 'tool_stop', 'three', 'Read', '/work/b'));
    expect(model.files()[0]).toBe(a);
    expect(model.files()[1]).not.toBe(b);
  });

  test('counts no change before it happened, nor one that failed', () => {
    const model = modelOf([call(1, 'tool_start', 'one', 'Edit', 'a')]);
    expect(model.file('s', '/work/a')).toMatchObject({ changes: 0, changedAt: null });
    model.apply({ ...call(2, 'tool_stop', 'one', 'Edit', 'a'), outcome: 'failure', error: 'no' });
    expect(model.file('s', '/work/a')).toMatchObject({ changes: 0, failed: 1, added: 0 });
  });

  test('forgets files with the last of their calls', () => {
    const model = new ActivityModel({ maxEntries: 50 });
    for (let seq = 1; seq <= 500; seq++)
      model.apply(call(seq, 'tool_stop', `id-${seq}`, 'Read', `/work/${seq}`));
    expect(model.files().length).toBeLessThanOrEqual(50);
    expect(model.file('s', '/work/500')).toBeDefined();
    model.reset();
    expect(model.files()).toEqual([]);
  });

  test('knows every file of a patch, under its new name where it was moved', () => {
    const patch =
      '*** Begin Patch\n*** Update File: a.rs\n*** Move to: b.rs\n@@\n-x\n+y\n+z\n*** Add File: c.rs\n+1\n*** End Patch';
    const event = madeUp({
      seq: 1,
      type: 'tool_stop',
      outcome: 'unknown',
      source: 'codex',
      tool: 'apply_patch',
      tool_use_id: 'p',
      cwd: '/work',
      data: { tool_input: { command: patch } },
    });
    const files = modelOf([event])
      .files()
      .map(({ path, added, removed, changes }) => ({ path, added, removed, changes }));
    expect(files).toEqual([
      { path: '/work/b.rs', added: 2, removed: 1, changes: 1 },
      { path: '/work/c.rs', added: 1, removed: 0, changes: 1 },
    ]);
  });

  test('takes paths that are no text, and inputs that are nothing', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('Read', 'Edit', 'apply_patch', 'write_file'),
        (input, tool) => {
          const data = { tool_input: input, tool_response: input };
          const model = modelOf([madeUp({ seq: 1, type: 'tool_stop', tool, tool_use_id: 'x', data })]);
          expect(Array.isArray(model.files())).toBe(true);
        },
      ),
    );
  });
});

/** The numbers of events follow from their order. */
function withoutSeqs(files: ReturnType<ActivityModel['files']>): unknown {
  return JSON.parse(
    JSON.stringify(files, (key, value: unknown) =>
      key === 'startSeq' || key === 'stopSeq' || key === 'key' ? null : value,
    ),
  );
}

test('a patch is read file by file, without its frame', () => {
  const [file, ...others] = parsePatchText('*** Begin Patch\r\n*** Delete File: gone.txt\r\n*** End Patch');
  expect([file, others]).toEqual([{ kind: 'delete', path: 'gone.txt', movedTo: null, hunks: [] }, []]);
});

test.each([
  ['a.md', '/work', '/work/a.md'],
  ['./a.md', '/work', '/work/a.md'],
  ['../other/a.md', '/work/here', '/work/other/a.md'],
  ['/work//x/./a.md', null, '/work/x/a.md'],
  ['/work/a.md', '/elsewhere', '/work/a.md'],
  ['a.md', null, 'a.md'],
  ['src\\a.ts', 'C:\\work', 'C:\\work\\src\\a.ts'],
  ['.gitignore', '/work', '/work/.gitignore'],
  ['/a/..b/c..', null, '/a/..b/c..'],
])('%s in %s is %s', (path, folder, whole) => {
  expect(absolutePath(path, folder)).toBe(whole);
});

test('a path is shown from the folder of its project, its name apart', () => {
  expect(relativePath('/work/src/a.ts', '/work')).toBe('src/a.ts');
  expect(relativePath('/workshop/a.ts', '/work')).toBe('/workshop/a.ts');
  expect(splitPath('src/a.ts')).toEqual({ folder: 'src/', name: 'a.ts' });
});
