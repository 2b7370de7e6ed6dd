import { firstTextAt } from '../payload';

/** The path that a tool was called with; null where its input names none. */
export function pathIn(input: unknown): string | null {
  return firstTextAt(input, 'file_path', 'filePath', 'path', 'absolute_path', 'notebook_path', 'dir_path');
}

/** The path as it is shown: relative to the folder where that holds it. */
export function relativePath(path: string, folder: string | null): string {
  if (folder === null || folder.length < 2 || !path.startsWith(folder)) return path;
  const rest = path.slice(folder.length);
  if (rest !== '' && !/^[/\\]/.test(rest)) return path;
  return rest.slice(1) || '.';
}

/**
 * The path from the root, as far as the folder is known: the same file is the same path, in whatever way it was
 * written.
 */
export function absolutePath(path: string, folder: string | null): string {
  const whole = isAbsolute(path) || folder === null ? path : `${folder}${separatorOf(folder)}${path}`;
  return /(^|[/\\])\.{0,2}[/\\]|[/\\]\.{0,2}$/.test(whole.slice(1)) || whole.startsWith('./')
    ? tidy(whole)
    : whole;
}

/** Whether a path begins at a root, on whatever system. */
function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
}

/** A path in two: its folder, with the last separator, and its name. */
export function splitPath(path: string): { folder: string; name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return { folder: path.slice(0, at), name: path.slice(at) };
}

function separatorOf(folder: string): string {
  return folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
}

function tidy(path: string): string {
  const separator = separatorOf(path);
  const parts: string[] = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join(separator);
}
