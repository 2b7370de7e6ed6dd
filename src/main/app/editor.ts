import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { shell } from 'electron';
import type { EditorAnswer, EditorRequest } from '../../shared/editor';

/** What the system would run rather than show. The names of files come from agents, who may have made them as well. */
const RUNNABLE = new Set(
  '.app .appimage .bat .cmd .com .command .cpl .desktop .exe .hta .jar .js .jse .lnk .msi .pif .ps1 .reg .scr .sh .url .vbs .workflow .wsf'.split(
    ' ',
  ),
);
const ANY_EXECUTE = 0o111;

/**
 * Opens a file in the user's editor: by the command that the user set, else as the system does. What the system might
 * run is shown in its folder instead.
 *
 * @param command with `{file}` and `{line}` in it; empty where the user set none
 */
export async function openInEditor(
  { path, line = 1 }: EditorRequest,
  command: string,
): Promise<EditorAnswer> {
  const found = await stat(path).catch(() => null);
  if (!found) return { problem: 'The file is not there any more' };
  if (!found.isFile()) return { problem: 'That is no file' };
  if (command !== '') return run(editorWords(command, path, line));
  // On Windows every file may be run, as far as its mode tells.
  const isProgram = process.platform !== 'win32' && (found.mode & ANY_EXECUTE) !== 0;
  if (isProgram || RUNNABLE.has(extname(path).toLowerCase())) shell.showItemInFolder(path);
  else if ((await shell.openPath(path)) !== '')
    return { problem: 'The system found nothing to open it with' };
  return { problem: null };
}

/** The words of a command with the place filled in. No shell reads them, so that nothing in a path means anything. */
function editorWords(command: string, path: string, line: number): string[] {
  const words = Array.from(
    command.matchAll(/"([^"]*)"|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const named = words.some((word) => word.includes('{file}')) ? words : [...words, '{file}'];
  return named.map((word) => word.replaceAll('{line}', String(line)).replaceAll('{file}', () => path));
}

function run([program = '', ...args]: string[]): Promise<EditorAnswer> {
  return new Promise((resolve) => {
    const editor = spawn(program, args, { detached: true, stdio: 'ignore' });
    editor.once('spawn', () => {
      editor.unref();
      resolve({ problem: null });
    });
    editor.once('error', () => resolve({ problem: 'The editor of the settings could not be started' }));
  });
}
