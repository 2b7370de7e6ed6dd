import { spawn } from 'node:child_process';
import type { EditorRequest } from '../../shared/editor';
import type { Place } from '../hooks/place';
import { findProgram } from '../hooks/program';

/** What only a shell runs, on Windows: editors put such scripts on the path, as `code.cmd`. */
const SCRIPT = /\.(?:bat|cmd)$/i;
/** Means nothing but itself to the shell of Windows, in quotation marks and however often it is read. */
const HARMLESS = /^[\p{L}\p{M}\p{N} _.,:;'()[\]{}#=+~@$\\/-]*$/u;

/** How a program is started; with `shell` the file is a whole command. */
export interface EditorCall {
  file: string;
  args: string[];
  shell: boolean;
}

/**
 * How the user's command is called for a place in a file. No shell reads the path, so that nothing in it means anything;
 * only Windows' scripts cannot do without one. Null where that might take the path for more than a path.
 */
export function editorCall(command: string, request: EditorRequest, machine: Place): EditorCall | null {
  const [name = '', ...args] = editorWords(command, request);
  // The path of a desktop app does not name all folders that the user's own does.
  const file = findProgram(name, machine) ?? name;
  if (machine.platform !== 'win32' || !SCRIPT.test(file)) return { file, args, shell: false };
  const words = [file, ...args];
  if (!words.every((word) => HARMLESS.test(word))) return null;
  return { file: words.map((word) => `"${word}"`).join(' '), args: [], shell: true };
}

/** The words of a command with the place filled in. */
function editorWords(command: string, { path, line = 1 }: EditorRequest): string[] {
  const words = Array.from(
    command.matchAll(/"([^"]*)"|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const named = words.some((word) => word.includes('{file}')) ? words : [...words, '{file}'];
  return named.map((word) => word.replaceAll('{line}', String(line)).replaceAll('{file}', () => path));
}

/** Starts an editor that outlives the app. Whether it could be started. */
export function startEditor({ file, args, shell }: EditorCall): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const editor = spawn(file, args, { detached: true, stdio: 'ignore', shell, windowsHide: shell });
    editor.once('spawn', () => {
      editor.unref();
      resolve(true);
    });
    editor.once('error', () => resolve(false));
  }).catch(() => false);
}
