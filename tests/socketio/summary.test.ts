import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askingWords, summarizeCall } from '../../src/shared/activity/summary';
import { oneLine } from '../../src/shared/activity/text';

const CWD = '/home/dev/app';
const PATCH = `*** Begin Patch
*** Update File: src/a.ts
@@
-old
+new
*** Add File: docs/b.md
+text
*** End Patch`;

describe('summary', () => {
  test.each<[tool: string, input: unknown, line: string]>([
    // Claude Code
    ['Bash', { command: 'npm test', description: 'Run the tests' }, 'npm test'],
    ['Bash', { command: 'cat <<EOF\n  one\nEOF' }, 'cat <<EOF one EOF'],
    ['Read', { file_path: `${CWD}/src/a.ts`, offset: 10 }, 'src/a.ts'],
    ['Read', { file_path: '/etc/hosts' }, '/etc/hosts'],
    ['Read', { file_path: `${CWD}-old/a.ts` }, `${CWD}-old/a.ts`],
    ['Write', { file_path: `${CWD}/a.md`, content: 'one\ntwo\n' }, 'a.md · 2 lines'],
    ['Write', { file_path: `${CWD}/a.md`, content: 'one' }, 'a.md · 1 line'],
    ['Write', { file_path: `${CWD}/a.md` }, 'a.md'],
    ['Edit', { file_path: `${CWD}/a.md`, old_string: 'a\nb\nc', new_string: 'a\nx\ny\nc' }, 'a.md · +2 −1'],
    ['Edit', { file_path: `${CWD}/a.md`, old_string: '', new_string: 'a\nb\n' }, 'a.md · +2 −0'],
    ['Edit', { file_path: `${CWD}/a.md`, old_string: 'a\na', new_string: 'a' }, 'a.md · +0 −1'],
    [
      'MultiEdit',
      {
        file_path: `${CWD}/a.md`,
        edits: [
          { old_string: 'a', new_string: 'b' },
          { old_string: 'c', new_string: 'd\ne' },
        ],
      },
      'a.md · +3 −2',
    ],
    ['NotebookEdit', { notebook_path: `${CWD}/a.ipynb`, new_source: 'x' }, 'a.ipynb'],
    ['Glob', { pattern: '**/*.ts' }, '**/*.ts'],
    ['Glob', { pattern: '**/*.ts', path: `${CWD}/src` }, '**/*.ts in src'],
    ['Grep', { pattern: 'TODO', path: CWD }, 'TODO in .'],
    ['Grep', { pattern: 'TODO', path: `${CWD}/` }, 'TODO in .'],
    ['WebFetch', { url: 'https://example.org/a', prompt: 'read it' }, 'https://example.org/a'],
    ['WebSearch', { query: 'electron fuses' }, 'electron fuses'],
    ['Agent', { description: 'Count files', prompt: 'long' }, 'Count files'],
    ['Task', { description: 'Count files', prompt: 'long' }, 'Count files'],
    ['TaskCreate', { subject: 'Write it', description: 'all of it' }, 'Write it'],
    ['TodoWrite', { todos: [{}, {}, {}] }, '3 todos'],
    ['Skill', { skill: 'pdf' }, 'pdf'],
    ['mcp__github__create_issue', { title: 'A bug', labels: ['x'], body: 'It fails' }, 'A bug, It fails'],
    ['mcp__clock__now', {}, ''],
    // Codex
    ['apply_patch', { command: PATCH }, 'src/a.ts, docs/b.md'],
    ['apply_patch', PATCH, 'src/a.ts, docs/b.md'],
    ['shell', { command: ['bash', '-lc', 'echo hello && ls'] }, 'echo hello && ls'],
    ['shell', { command: ['git', 'status', 7] }, 'git status'],
    // Gemini CLI
    ['run_shell_command', { command: 'ls', description: 'list' }, 'ls'],
    ['read_file', { absolute_path: `${CWD}/a.md` }, 'a.md'],
    ['write_file', { file_path: `${CWD}/a.md`, content: 'one\n' }, 'a.md · 1 line'],
    ['replace', { file_path: `${CWD}/a.md`, old_string: 'a', new_string: 'b' }, 'a.md · +1 −1'],
    ['search_file_content', { pattern: 'TODO', dir_path: 'src' }, 'TODO in src'],
    ['list_directory', { path: `${CWD}/src` }, 'src'],
    ['google_web_search', { query: 'vitest' }, 'vitest'],
    ['web_fetch', { prompt: 'read https://example.org' }, 'read https://example.org'],
    // OpenCode
    ['bash', { command: 'ls', description: 'List' }, 'ls'],
    ['write', { filePath: `${CWD}/a.md`, content: 'one\ntwo' }, 'a.md · 2 lines'],
    ['edit', { filePath: `${CWD}/a.md`, oldString: 'a', newString: 'b' }, 'a.md · +1 −1'],
    ['read', { filePath: `${CWD}/a.md` }, 'a.md'],
    ['list', { path: `${CWD}/src` }, 'src'],
    ['webfetch', { url: 'https://example.org', format: 'text' }, 'https://example.org'],
    ['task', { description: 'Look around', prompt: 'long' }, 'Look around'],
    // Anything else
    [
      'Lift',
      { floor: 3, up: true, list: [1], note: 'go', nothing: null },
      '{"floor":3,"up":true,"note":"go"}',
    ],
    ['Lift', { note: 'go' }, 'go'],
    ['Lift', 'go', 'go'],
    ['Lift', 7, ''],
    ['Bash', { command: 7 }, '{"command":7}'],
    ['Bash', undefined, ''],
  ])('summary of %s says what fits the tool, given %j', (tool, input, line) => {
    expect(summarizeCall(tool, input, CWD)).toBe(line);
  });

  test('summary is relative to the folder when both are of Windows', () => {
    const input = { file_path: String.raw`C:\dev\app\src\a.ts` };
    expect(summarizeCall('Read', input, String.raw`C:\dev\app`)).toBe(String.raw`src\a.ts`);
  });

  test('summary keeps whole paths when the folder is not known', () => {
    expect(summarizeCall('Read', { file_path: `${CWD}/a.md` }, null)).toBe(`${CWD}/a.md`);
  });

  test('summary counts no lines when a text is too long to count', () => {
    const input = { file_path: 'a', content: '\n'.repeat(1_000_000) };
    expect(summarizeCall('Write', input, CWD)).toBe('a');
  });

  test('summary is quick when the input is huge', () => {
    const huge = 'word\n'.repeat(800_000);
    const inputs = {
      command: huge,
      content: huge,
      old_string: huge,
      new_string: huge,
      pattern: huge,
      patch: huge,
    };
    const begun = process.cpuUsage();
    JSON.stringify(inputs);
    const control = process.cpuUsage(begun).user;
    for (const tool of ['Bash', 'Write', 'Edit', 'Grep', 'apply_patch', 'mcp__a__b', 'Lift']) {
      summarizeCall(tool, inputs, CWD);
    }
    expect(process.cpuUsage(begun).user).toBeLessThan(10 * control);
  });
});

describe('line', () => {
  test.each([
    ['one\n\ttwo\r\nthree', 'one two three'],
    ["grep 'a  b'", "grep 'a  b'"],
    ['  \n around \n ', 'around'],
    ['a\u0000b\u001b[31mred\u007f', 'a␀b␛[31mred␡'],
    ['safe\u202etxt.exe\u2066', 'safetxt.exe'],
    ['lone \ud83d half', 'lone \ufffd half'],
    ['emoji 👩‍💻 stays', 'emoji 👩‍💻 stays'],
  ])('line of %j hides nothing', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test('line is cut without splitting a character when it is too long', () => {
    expect(oneLine('💥'.repeat(200))).toBe(`${'💥'.repeat(149)}…`);
    expect(oneLine(`x${'💥'.repeat(200)}`)).toBe(`x${'💥'.repeat(149)}…`);
    expect(oneLine('x'.repeat(300))).toBe('x'.repeat(300));
  });

  test('line is short and well formed whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const line = oneLine(text);
        expect(line.length).toBeLessThanOrEqual(300);
        expect(line.isWellFormed()).toBe(true);
        expect(oneLine(line)).toBe(line);
      }),
    );
  });
});

describe('words of a question', () => {
  test.each([
    ['Bash', 'npm publish', 'Bash wants to run npm publish'],
    ['Edit', 'a.md · +1 −1', 'Edit wants to change a.md · +1 −1'],
    ['WebFetch', 'https://example.org', 'WebFetch wants to fetch https://example.org'],
    ['Lift', 'up', 'Lift asks: up'],
    ['Lift', '', 'Lift asks for permission'],
    ['__proto__', '', '__proto__ asks for permission'],
  ])('words say what %s wants with %j', (tool, summary, words) => {
    expect(askingWords(tool, summary)).toBe(words);
  });
});
