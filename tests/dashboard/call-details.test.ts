import { describe, expect, test } from 'vitest';
import { shownOf, type Told } from './shown-sections';

const SHELL = 'Bash';

describe('the details of a command', () => {
  test.each<[string, unknown, string]>([
    ['a text', { command: 'ls -l' }, 'ls -l'],
    ['words', { command: ['git', 'log', '-1'] }, 'git log -1'],
    ['a script of a shell', { command: ['bash', '-lc', 'ls | wc'] }, 'ls | wc'],
    ['the input itself', 'ls', 'ls'],
    ['under another name', { cmd: ['ls', 7, '-l'] }, 'ls -l'],
    ['nothing that can be read', { command: 7 }, ''],
  ])('show what is run where it is %s', (_what, input, command) => {
    expect(shownOf(SHELL, { input })).toEqual([['Command', command], 'Nothing yet: it goes on.']);
  });

  test('show what it was for, where, how long and how', () => {
    const input = {
      command: 'ls',
      description: 'Look',
      workdir: '/tmp',
      timeout: 500,
      run_in_background: true,
    };
    expect(shownOf(SHELL, { input })[1]).toEqual({
      Purpose: 'Look',
      Folder: '/tmp',
      Timeout: '500 ms',
      Runs: 'in the background',
    });
    expect(shownOf('run_shell_command', { input: { directory: '/var' } })[1]).toEqual({ Folder: '/var' });
  });

  test.each<[string, Told, unknown[]]>([
    [
      'on both ways',
      { answer: { stdout: 'out', stderr: 'err', exit_code: 0 } },
      [
        ['Output, exit code 0', 'out'],
        ['Error output', 'err'],
      ],
    ],
    ['of errors only', { answer: { stderr: 'err', exit_code: 2 } }, [['Error output, exit code 2', 'err']]],
    ['as a text', { answer: 'all of it' }, [['Output', 'all of it']]],
    [
      'beside what went wrong',
      { error: 'Exit code 3', end: { error: 'Exit code 3\nno such file' } },
      [['Output, exit code 3', 'no such file']],
    ],
    ['nothing, and failed', { error: 'timed out', end: {} }, [['Error', 'timed out']]],
    ['nothing, and ended well', { answer: { exit_code: 0 } }, ['It printed nothing: exit code 0.']],
    ['nothing at all', { answer: '' }, ['It printed nothing.']],
  ])('show what it printed: %s', (_what, told, expected) => {
    expect(shownOf(SHELL, { input: { command: 'x' }, ...told }).slice(1)).toEqual(expected);
  });

  test('show the exit code that OpenCode tells', () => {
    const end = { output: { output: 'out', metadata: { exit: 1 } } };
    expect(shownOf(SHELL, { source: 'opencode', end })).toContainEqual(['Output, exit code 1', 'out']);
  });
});

describe('the details of a file that was read', () => {
  const file = (fields: object) => ({ type: 'text', file: { content: 'a\nb', ...fields } });

  test.each<[string, Told, unknown[]]>([
    [
      'a part of it',
      { answer: file({ startLine: 3, numLines: 2, totalLines: 9 }) },
      [{ File: '/a.ts', Lines: '3–4 of 9' }, ['Content', 'a\nb']],
    ],
    [
      'all of it',
      { answer: file({ startLine: 1, numLines: 2, totalLines: 2 }) },
      [{ File: '/a.ts' }, ['Content', 'a\nb']],
    ],
    [
      'as much as was asked for',
      { input: { file_path: '/a.ts', offset: 5, limit: 2 }, answer: 'a\nb' },
      [{ File: '/a.ts', Lines: '5–6' }, ['Content', 'a\nb']],
    ],
    [
      'a picture',
      { answer: { type: 'image' } },
      [{ File: '/a.ts' }, 'Not text: image. The raw event has what was read of it.'],
    ],
    ['nothing told', { answer: '' }, [{ File: '/a.ts' }, 'The agent did not tell what it read.']],
    ['nothing yet', {}, [{ File: '/a.ts' }, 'Nothing yet: it goes on.']],
    ['in vain', { error: 'no such file', end: {} }, [['Error', 'no such file'], { File: '/a.ts' }]],
    ['no path', { input: {}, answer: 'a' }, [['Content', 'a']]],
  ])('show %s', (_what, told, expected) => {
    expect(shownOf('Read', { input: { file_path: '/a.ts' }, ...told })).toEqual(expected);
  });
});

describe('the details of a search', () => {
  test('show what was looked for, how, and each line that was found', () => {
    const input = { pattern: 'x', path: '/src', glob: '*.ts', '-n': true };
    const answer = { content: 'a.ts:1:x\n--\na.ts-2-y\nb.ts:7:xx', truncated: true };
    expect(shownOf('Grep', { input, answer })).toEqual([
      { Pattern: 'x', In: '/src', glob: '*.ts', '-n': 'true' },
      ['Found, 3 lines in 2 files, cut short', 'a.ts:1:x\na.ts:2:y\nb.ts:7:xx'],
    ]);
  });

  test.each<[string, Told, unknown]>([
    ['files', { answer: { filenames: ['/a', 7, '/b'] } }, ['Found, 2 files', '/a\n/b']],
    ['lines in a text', { answer: 'a.ts:1:x' }, ['Found, 1 line in 1 file', 'a.ts:1:x']],
    ['what is no list of lines', { answer: 'No files found' }, ['Found', 'No files found']],
    ['more than can be shown by file', { answer: 'a:1:x\n'.repeat(5001) }, ['Found', 'a:1:x\n'.repeat(5001)]],
    ['nothing', { answer: { filenames: [] } }, 'It answered nothing.'],
    ['what went wrong', { error: 'bad pattern', end: {} }, ['Error', 'bad pattern']],
  ])('show %s', (_what, told, expected) => {
    expect(shownOf('Glob', { input: { query: 'x' }, ...told })).toEqual([{ Pattern: 'x' }, expected]);
  });

  test('show the entries of a folder', () => {
    const told = { input: { path: '/src' }, answer: 'a.ts' };
    expect(shownOf('LS', told)).toEqual([{ Folder: '/src' }, ['Entries', 'a.ts']]);
  });

  test('show a search without options, and one whose input is none', () => {
    expect(shownOf('Grep', { input: 'x', answer: 'a:1:x' })).toEqual([['Found, 1 line in 1 file', 'a:1:x']]);
  });
});

describe('the details of the web', () => {
  test.each<[string, Told, unknown[]]>([
    [
      'a page and how it was got',
      {
        input: { url: 'https://a.example', prompt: 'sum up' },
        answer: { code: 200, codeText: 'OK', bytes: 1, durationMs: 1500, result: 'a page' },
      },
      [
        { Address: 'https://a.example', Asked: 'sum up', Answer: '200 OK', Size: '1 byte', Took: '1.50 s' },
        ['Page', 'a page'],
      ],
    ],
    [
      'a page that is not there',
      { input: {}, answer: { url: 'https://b.example', code: 404 }, error: 'not found' },
      [{ Address: 'https://b.example', Answer: '404' }, ['Error', 'not found']],
    ],
    ['a page as a text', { input: {}, answer: 'a text' }, [['Page', 'a text']]],
  ])('show %s', (_what, told, expected) => {
    expect(shownOf('WebFetch', told)).toEqual(expected);
  });

  test.each<[string, Told, unknown[]]>([
    [
      'pages and a summary',
      {
        answer: {
          results: [
            { content: [{ url: 'https://a.example', title: 'A' }, {}] },
            'in short',
            { url: 'https://b' },
          ],
        },
      },
      [
        ['Found, 2 pages', 'https://a.example\nhttps://b'],
        ['Summary', 'in short'],
      ],
    ],
    ['a text', { answer: 'found this' }, [['Output', 'found this']]],
    ['what went wrong', { error: 'offline', end: {} }, [['Error', 'offline']]],
  ])('show what a search found: %s', (_what, told, expected) => {
    expect(shownOf('WebSearch', { input: { query: 'q' }, ...told })).toEqual([
      { 'Searched for': 'q' },
      ...expected,
    ]);
  });
});

describe('the details of what is to be done', () => {
  test.each<[string, unknown]>([
    ['todos', { todos: [{ content: 'a', status: 'completed' }, { content: 'b' }, 7] }],
    ['a plan', { plan: [{ step: 'a', status: 'done' }, { text: 'b', status: 'in_progress' }, 7] }],
  ])('show %s, and how many are done', (_what, input) => {
    expect(shownOf('TodoWrite', { input })).toEqual([['To do, 1 of 3 done', '- [x] a\n- [ ] b\n- [ ] 7']]);
  });

  test('show why a plan was made, and what went wrong with it', () => {
    const input = { explanation: 'because', plan: [] };
    expect(shownOf('update_plan', { input, error: 'refused', end: {} })).toEqual([
      ['Why', 'because'],
      ['To do, 0 of 0 done', ''],
      ['Error', 'refused'],
    ]);
  });

  test('show one task: as it was asked for, as it was answered, and in part', () => {
    const task = { id: '7', subject: 'Tidy', status: 'deleted', owner: 'me', description: 'all' };
    expect(shownOf('TaskGet', { input: { taskId: '7' }, answer: { task } })).toEqual([
      ['Task, 0 of 1 done', '- [ ] Tidy'],
      { Number: '7', Owner: 'me' },
      ['Description', 'all'],
    ]);
    expect(shownOf('TaskUpdate', { input: { taskId: '8', activeForm: 'tidying' } })).toEqual([
      ['Task, 0 of 1 done', '- [ ] Task 8'],
      { Number: '8', Meanwhile: 'tidying' },
      'Nothing yet: it goes on.',
    ]);
    expect(shownOf('TaskCreate', { input: {}, error: 'full', end: {} })).toEqual([
      ['Task, 0 of 1 done', '- [ ] Task '],
      ['Error', 'full'],
    ]);
  });

  test('show all tasks, or what was answered in their place', () => {
    const tasks = [{ subject: 'a', status: 'completed', owner: 'me' }];
    expect(shownOf('TaskList', { answer: { tasks } })).toEqual([['Tasks, 1 of 1 done', '- [x] a']]);
    expect(shownOf('TaskList', { answer: 'none' })).toEqual([['Output', 'none']]);
  });
});

describe('the details of a sub-agent', () => {
  test('show what it was told, what it did and what it answered', () => {
    const input = { description: 'Look', subagent_type: 'explorer', prompt: 'Look around', model: 'small' };
    const answer = {
      agentId: 'a1',
      totalTokens: 1200,
      totalDurationMs: 3000,
      content: [{ type: 'text', text: 'Done' }],
    };
    expect(shownOf('Agent', { input, answer })).toEqual([
      { For: 'Look', Type: 'explorer', Model: 'small', Tokens: '1,200', Took: '3.00 s' },
      ['Prompt', 'Look around'],
      ['Its calls', null],
      ['Result', 'Done'],
    ]);
  });

  test.each<[string, Told, unknown[]]>([
    [
      'goes on in the background',
      { input: { run_in_background: true } },
      [{ Runs: 'in the background' }, 'Nothing yet: it goes on.'],
    ],
    ['failed', { error: 'gave up', end: {} }, [['Error', 'gave up']]],
    [
      'told only at its end who it was',
      { answer: { agentId: 'a1', agentType: 'explorer', resolvedModel: 'large' } },
      [{ Type: 'explorer', Model: 'large' }, ['Its calls', null], 'It answered nothing.'],
    ],
  ])('show one that %s', (_what, told, expected) => {
    expect(shownOf('Task', told)).toEqual(expected);
  });
});
