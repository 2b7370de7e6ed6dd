import { describe, expect, test } from 'vitest';
import { rowsOf, usualHeight } from '../../src/renderer/src/detail/rows';
import { showsAll, toolSections, toolTab } from '../../src/renderer/src/detail/tools';
import { dataOf, shownOf, type Told } from './shown-sections';

const FILE = { file_path: '/a.ts' };
const diff = (...lines: string[]) => [...lines, ''].join('\n');
const PATCH = [
  '*** Begin Patch',
  '*** Add File: new.ts',
  '+one',
  '*** Delete File: old.ts',
  '*** Update File: a.ts',
  '@@ function a',
  '-x',
  '+y',
  '*** End Patch',
].join('\n');
const UNIFIED = [
  '--- a/a.ts',
  '+++ b/a.ts',
  '@@ -1,1 +1,1 @@',
  '-x',
  '+y',
  '\\ No newline at end of file',
].join('\n');

describe('the details of a change', () => {
  test.each<[string, string, Told, unknown[]]>([
    [
      'what was asked for, while nothing is answered',
      'Edit',
      { input: { ...FILE, old_string: 'x', new_string: 'y' } },
      [diff('--- /a.ts', '+++ /a.ts', '@@', '-x', '+y')],
    ],
    [
      'several edits of a file',
      'MultiEdit',
      { input: { ...FILE, edits: [{ old_string: 'x', new_string: 'y' }, { newString: 'z' }] } },
      [diff('--- /a.ts', '+++ /a.ts', '@@', '-x', '+y', '@@', '+z')],
    ],
    [
      'a new file',
      'Write',
      { input: { ...FILE, content: 'x\n' }, answer: 'File created' },
      [diff('--- /dev/null', '+++ /a.ts', '@@ -0,0 +1,1 @@', '+x'), ['Answer', 'File created']],
    ],
    [
      'what the agent tells that came of it',
      'Edit',
      {
        input: FILE,
        answer: {
          originalFile: 'w\nx\n',
          structuredPatch: [{ oldStart: 2, newStart: 2, lines: ['-x', '+y'] }, { lines: [] }],
        },
      },
      [diff('--- /a.ts', '+++ /a.ts', '@@ -2,1 +2,1 @@', '-x', '+y')],
    ],
    [
      'the difference that Gemini tells',
      'replace',
      {
        source: 'gemini',
        input: FILE,
        answer: { returnDisplay: { fileDiff: UNIFIED, originalContent: 'x' } },
      },
      [diff('--- /a.ts', '+++ /a.ts', '@@ -1,1 +1,1 @@', '-x', '+y')],
    ],
    [
      'what was asked for where the difference that is told is none',
      'edit',
      { input: { ...FILE, new_source: 'y' }, answer: { metadata: { diff: '--- a\n+++ b\n@@ nonsense' } } },
      [diff('--- /dev/null', '+++ /a.ts', '@@ -0,0 +1,1 @@', '+y')],
    ],
    [
      'each file of a patch',
      'apply_patch',
      { input: { command: PATCH } },
      [
        diff('--- /dev/null', '+++ new.ts', '@@ -0,0 +1,1 @@', '+one'),
        diff('--- old.ts', '+++ /dev/null'),
        diff('--- a.ts', '+++ a.ts', '@@ function a', '-x', '+y'),
      ],
    ],
    [
      'a patch in the usual form',
      'patch',
      { input: UNIFIED, answer: UNIFIED },
      [diff('--- a.ts', '+++ a.ts', '@@ -1,1 +1,1 @@', '-x', '+y')],
    ],
    [
      'the answer to a patch that is none',
      'patch',
      { input: 'no patch', answer: 'refused' },
      [['Output', 'refused']],
    ],
    [
      'the answer where nothing tells what was changed',
      'patch',
      { input: {}, answer: 'done' },
      [['Output', 'done']],
    ],
    [
      'what went wrong, and what was wanted',
      'Edit',
      {
        input: { ...FILE, old_string: 'x', new_string: 'y' },
        error: 'not found',
        end: { error: 'not found' },
      },
      [['Error', 'not found'], diff('--- /a.ts', '+++ /a.ts', '@@', '-x', '+y')],
    ],
    [
      'the answer to an edit that changes nothing',
      'Edit',
      { input: { ...FILE, old_string: 'x', new_string: 'x' }, answer: 'no change' },
      [['Output', 'no change']],
    ],
    ['an empty file', 'Write', { input: { ...FILE, content: '' } }, [diff('--- /dev/null', '+++ /a.ts')]],
    [
      'the answer to a patch that changes nothing',
      'apply_patch',
      { input: { patch: '*** Update File: a.ts' }, answer: 'no change' },
      [['Output', 'no change']],
    ],
  ])('show %s', (_what, tool, told, expected) => {
    expect(shownOf(tool, told)).toEqual(expected);
  });

  test('show a very long content as it is, which nobody compares', () => {
    const content = 'x'.repeat(200_001);
    expect(shownOf('Write', { input: { ...FILE, content } })).toEqual([['New content', content]]);
    expect(shownOf('Write', { input: { content } })).toEqual([['New content', content]]);
  });
});

describe('the details of a tool that nobody has heard of', () => {
  test.each<[string, Told, unknown[]]>([
    [
      'a text',
      { input: 'x', answer: 'y' },
      [
        ['Input', 'x'],
        ['Output', 'y'],
      ],
    ],
    [
      'a number',
      { input: 7, answer: [1] },
      [
        ['Input', '7'],
        ['Output', '[\n  1\n]'],
      ],
    ],
    [
      'JSON in a text',
      { answer: [{ type: 'text', text: '{"a":1}' }] },
      ['It was called with nothing.', ['Output', '{\n  "a": 1\n}']],
    ],
    ['what only looks like JSON', { answer: '{a' }, ['It was called with nothing.', ['Output', '{a']]],
    [
      'what went wrong, once',
      { input: 'x', error: 'bad', end: { error: 'bad' } },
      [
        ['Input', 'x'],
        ['Error', 'bad'],
      ],
    ],
    ['nothing yet', { input: {} }, [['Input', '{}'], 'Nothing yet: it goes on.']],
    [
      'what another agent sends',
      { source: 'api', end: { input: 'x', data: { tool_response: 'y' } } },
      [
        ['Input', 'x'],
        ['Output', 'y'],
      ],
    ],
  ])('show %s', (_what, told, expected) => {
    expect(shownOf('Unheard', told)).toEqual(expected);
  });

  test('name the server of an MCP tool, and show all there is in their own tab', () => {
    expect(shownOf('mcp__git__log__all', { input: 'x', answer: 'y' })[0]).toEqual({
      Server: 'git',
      Tool: 'log__all',
    });
    expect([toolTab('mcp__git__log'), toolTab('Edit'), toolTab('Unheard')]).toEqual(['Call', 'Diff', 'Call']);
    expect(['mcp__git__log', 'Unheard', 'Edit'].map(showsAll)).toEqual([true, true, false]);
  });

  test('are in the folder that the call tells, else in that of its session', () => {
    expect(dataOf('Read', { cwd: '/there' }).folder).toBe('/there');
    expect(dataOf('Read', {}).folder).toBe('/work');
  });
});

describe('the rows of details', () => {
  const look = { opened: new Map<string, boolean>(), split: false };
  const kindsOf = (tool: string, told: Told, split = false) =>
    rowsOf(toolSections(dataOf(tool, told)), { ...look, split }).map(({ kind }) => kind);

  test('are those of each section, with space below', () => {
    expect(kindsOf('Bash', { input: { command: 'ls', timeout: 5 } })).toEqual([
      'heading',
      'text',
      'space',
      'facts',
      'space',
      'hint',
      'space',
    ]);
    expect(kindsOf('Grep', { input: {}, answer: 'a:1:x' })).toEqual(['heading', 'place', 'match', 'space']);
    expect(kindsOf('TodoWrite', { input: { todos: ['a'] } })).toEqual(['heading', 'check', 'space']);
    expect(kindsOf('Agent', { answer: { agentId: 'a' } })).toEqual([
      'heading',
      'calls',
      'space',
      'hint',
      'space',
    ]);
  });

  test('of a change stand below each other or side by side', () => {
    const told = { input: { ...FILE, old_string: 'x', new_string: 'y' } };
    expect(kindsOf('Edit', told)).toEqual(['file', 'diff', 'diff', 'space']);
    expect(kindsOf('Edit', told, true)).toEqual(['file', 'diff', 'space']);
  });

  test('of a change far apart are folded until they are opened', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const originalFile = `${lines.join('\n')}\n`;
    const structuredPatch = [{ oldStart: 1, newStart: 1, lines: ['-line 0', '+changed'] }];
    const sections = toolSections(dataOf('Edit', { input: FILE, answer: { originalFile, structuredPatch } }));
    const rows = rowsOf(sections, look);
    const fold = rows.find((row) => row.kind === 'fold');
    expect(fold).toBeDefined();
    const opened = rowsOf(sections, { ...look, opened: new Map([[fold!.id, true]]) });
    expect(opened.some(({ kind }) => kind === 'fold')).toBe(false);
    expect(opened.filter(({ kind }) => kind === 'diff')).toHaveLength(61);
  });

  test('of a value are its nodes, and the whole of a long text that was opened', () => {
    const sections = toolSections(dataOf('Unheard', { input: { text: 'x'.repeat(5000) }, answer: 'y' }));
    const nodes = rowsOf(sections, look).filter((row) => row.kind === 'node');
    const opened = new Map(nodes.map(({ node }) => [node.id, true]));
    const kinds = rowsOf(sections, { ...look, opened }).map(({ kind }) => kind);
    expect(kinds).toContain('node-text');
  });

  test('are believed to be as high as texts among them make likely', () => {
    const rows = rowsOf(toolSections(dataOf('Bash', { input: { command: 'ls' }, answer: 'out' })), look);
    expect(usualHeight(rows)).toBeGreaterThan(usualHeight([]));
    expect(usualHeight(rows.filter(({ kind }) => kind === 'space'))).toBe(usualHeight([]));
  });
});
