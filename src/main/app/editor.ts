import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { shell } from 'electron';
import type { EditorAnswer, EditorRequest } from '../../shared/editor';
import type { Place } from '../hooks/place';
import { editorCall, startEditor } from './editor-command';

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
  request: EditorRequest,
  command: string,
  machine: Place,
): Promise<EditorAnswer> {
  const { path } = request;
  const found = await stat(path).catch(() => null);
  if (!found) return { problem: 'The file is not there any more' };
  if (!found.isFile()) return { problem: 'That is no file' };
  if (command !== '') return openWith(command, request, machine);
  // On Windows every file may be run, as far as its mode tells.
  const isProgram = process.platform !== 'win32' && (found.mode & ANY_EXECUTE) !== 0;
  if (isProgram || RUNNABLE.has(extname(path).toLowerCase())) shell.showItemInFolder(path);
  else if ((await shell.openPath(path)) !== '')
    return { problem: 'The system found nothing to open it with' };
  return { problem: null };
}

async function openWith(command: string, request: EditorRequest, machine: Place): Promise<EditorAnswer> {
  const call = editorCall(command, request, machine);
  if (!call) return { problem: 'The file’s name has signs that the editor’s script could take for commands' };
  return { problem: (await startEditor(call)) ? null : 'The editor of the settings could not be started' };
}
