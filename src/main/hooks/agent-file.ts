import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file of an agent's that cannot be changed. The message names it and says why. */
export class FileProblem extends Error {
  override name = 'FileProblem';

  constructor(
    readonly file: string,
    problem: string,
  ) {
    super(`${file} is left as it is: ${problem}`);
  }
}

/**
 * A file's text, byte for byte; null where there is none.
 *
 * @throws FileProblem where it cannot be read, or is not text
 */
export function readAgentFile(file: string): string | null {
  if (!statOf(file)) return null;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new FileProblem(file, `it cannot be read (${codeOf(error)})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FileProblem(file, 'it is not UTF-8 text');
  }
}

/**
 * Makes sure that a file may be changed, or made.
 *
 * @throws FileProblem
 */
export function checkWritable(file: string): void {
  const stat = statOf(file);
  if (stat && (stat.mode & 0o222) === 0) throw new FileProblem(file, 'it is read-only');
  for (const path of stat ? [file, dirname(realpathSync(file))] : [existingFolder(dirname(file))]) {
    try {
      accessSync(path, constants.W_OK);
    } catch (error) {
      throw new FileProblem(file, `${path === file ? 'it' : path} cannot be written (${codeOf(error)})`);
    }
  }
}

/**
 * Writes a file, or takes it away where `text` is null. Atomically: a reader sees the former content or the new one.
 * A link stays a link, and mode and owner stay as they were.
 *
 * @returns the uppermost folder that was made for it; null where all were there
 * @throws FileProblem
 */
export function writeAgentFile(file: string, text: string | null): string | null {
  const stat = statOf(file);
  try {
    if (text === null) rmSync(file, { force: true });
    else if (stat) writeAtomically(realpathSync(file), text, stat.mode & 0o7777, stat);
    else {
      const made = mkdirSync(dirname(file), { recursive: true, mode: 0o700 }) ?? null;
      writeAtomically(file, text, 0o600);
      return made;
    }
    return null;
  } catch (error) {
    throw new FileProblem(file, `it cannot be written (${codeOf(error)})`);
  }
}

/** How many copies of a file are kept. */
const MOST_COPIES = 10;

/** Keeps a copy of a file under its date, for its owner alone, and lets go of all but the newest ones. */
export function backUp(file: string, folder: string, agent: string): void {
  if (!statOf(file)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `-${agent}-${basename(file)}`;
  const copy = datedPath(folder, name);
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
  const copies = readdirSync(folder).filter((other) => other.endsWith(name));
  for (const old of copies.sort().slice(0, -MOST_COPIES)) rmSync(join(folder, old), { force: true });
}

/** Where nothing is yet: of two changes in one ms the later has the next one's name. */
function datedPath(folder: string, name: string): string {
  for (let at = Date.now(); ; at++) {
    const path = join(folder, `${new Date(at).toISOString().replaceAll(':', '-')}${name}`);
    if (!statOf(path)) return path;
  }
}

/** Removes folders that were made for a file, from its own up to `top`, as far as they are empty. */
export function removeFolders(file: string, top: string): void {
  try {
    for (let folder = dirname(file); folder.startsWith(top); folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // The agent has put something there.
  }
}

/** A file appears whole, or not at all. */
export function writeAtomically(file: string, content: string, mode: number, owner?: Stats): void {
  const temporary = `${file}.${process.pid}.tooltrail`;
  try {
    const descriptor = openSync(temporary, 'w', mode);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(temporary, mode);
    const mine = statSync(temporary);
    if (owner && (owner.uid !== mine.uid || owner.gid !== mine.gid))
      chownSync(temporary, owner.uid, owner.gid);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Undefined where there is no file. */
function statOf(file: string): Stats | undefined {
  let stat: Stats | undefined;
  try {
    if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
    stat = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw new FileProblem(file, `it cannot be reached (${codeOf(error)})`);
  }
  if (!stat) throw new FileProblem(file, 'it is a link that leads nowhere');
  if (!stat.isFile()) throw new FileProblem(file, 'it is no file');
  return stat;
}

function existingFolder(folder: string): string {
  return statSync(folder, { throwIfNoEntry: false }) ? folder : existingFolder(dirname(folder));
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';
