import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editorCall, startEditor } from '../../src/main/app/editor-command';
import { placeIn } from '../../src/main/hooks/place';
import { temporaryHome } from '../support/home';

/** A machine whose user has these programs on the path. */
function machineWith(platform: NodeJS.Platform, ...names: string[]) {
  const home = temporaryHome();
  const programs = join(home, 'programs');
  mkdirSync(programs);
  for (const name of names) writeFileSync(join(programs, name), '', { mode: 0o755 });
  const machine = { ...placeIn(home, join(home, '.tooltrail')), env: { PATH: programs }, platform };
  return { machine, program: (name: string) => join(programs, name) };
}

const COMMAND = 'code --goto {file}:{line}';

describe('the editor’s command', () => {
  test('gives each word to the program itself, whatever a path holds', () => {
    const { machine, program } = machineWith('linux', 'code');
    const path = '/home/dev/$(touch x) & "y" {line}.ts';
    expect(editorCall(COMMAND, { path, line: 7 }, machine)).toEqual({
      file: program('code'),
      args: ['--goto', `${path}:7`],
      shell: false,
    });
    const elsewhere = '"/opt/my editor/run" +{line}';
    expect(editorCall(elsewhere, { path }, machine)).toEqual({
      file: '/opt/my editor/run',
      args: ['+1', path],
      shell: false,
    });
  });

  test('runs a program of Windows as it is, and a script by the shell that it needs', () => {
    const path = "C:\\Users\\Zoë O'Neil\\app (new)\\[id].tsx";
    const exe = machineWith('win32', 'code.exe');
    expect(editorCall(COMMAND, { path, line: 7 }, exe.machine)).toEqual({
      file: exe.program('code.exe'),
      args: ['--goto', `${path}:7`],
      shell: false,
    });
    const script = machineWith('win32', 'code.cmd');
    expect(editorCall(COMMAND, { path, line: 7 }, script.machine)).toEqual({
      file: `"${script.program('code.cmd')}" "--goto" "${path}:7"`,
      args: [],
      shell: true,
    });
  });

  test.each(['a" & calc & ".ts', '%PATH%.ts', 'a&calc.ts', 'a^b.ts', 'a|b', '!x!', 'a\nb', '＂&calc'])(
    'gives no script a path such as %j',
    (name) => {
      const { machine } = machineWith('win32', 'code.cmd');
      expect(editorCall(COMMAND, { path: `C:\\${name}` }, machine)).toBeNull();
      expect(editorCall('C:\\bin\\edit.BAT', { path: `C:\\${name}` }, machine)).toBeNull();
    },
  );

  test('starts what can be started, and tells of what cannot', async () => {
    expect(await startEditor({ file: process.execPath, args: ['--version'], shell: false })).toBe(true);
    for (const file of ['/nowhere/edit', ''])
      expect(await startEditor({ file, args: [], shell: false })).toBe(false);
  });
});
