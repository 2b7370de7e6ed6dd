import { getSystemErrorName } from 'node:util';

/** Something the journal could not do. Nothing of what was asked has been kept. */
export class JournalError extends Error {
  override name = 'JournalError';
}

/** There is no room left on the disk. Trying again later is worthwhile. */
export class JournalFull extends JournalError {
  override name = 'JournalFull';
}

/** The journal's files cannot be made or written where they should be. */
export class JournalUnwritable extends JournalError {
  override name = 'JournalUnwritable';
}

/** Another process, or another part of this one, writes this journal. */
export class JournalInUse extends JournalError {
  override name = 'JournalInUse';
}

/** The file was written by a newer version of Tooltrail. It is left as it is. */
export class JournalTooNew extends JournalError {
  override name = 'JournalTooNew';
}

/** The file is damaged. It is set aside when the journal is closed, or when it is opened the next time. */
export class JournalDamaged extends JournalError {
  override name = 'JournalDamaged';
}

const KINDS = [JournalFull, JournalUnwritable, JournalInUse, JournalTooNew, JournalDamaged];

/** An error as it goes from one thread to another, which lets its class not pass. */
export interface PlainError {
  name: string;
  message: string;
}

export function plainError(error: unknown): PlainError {
  const { name, message } = toJournalError(error);
  return { name, message };
}

/** The journal's error that a plain one stands for. */
export function fromPlainError({ name, message }: PlainError): JournalError {
  const Kind = KINDS.find((kind) => kind.name === name) ?? JournalError;
  return new Kind(message);
}

// The binding hands on SQLite's code from some of its functions only, and SQLite's message from all of them.
const MEANINGS: [RegExp, typeof JournalError][] = [
  [/disk is full|ENOSPC|EDQUOT/, JournalFull],
  // Not "malformed JSON", which an event may be to SQLite in a journal that is sound.
  [/disk image is malformed|malformed database schema|not a database|corrupt/, JournalDamaged],
  [/readonly|unable to open|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|ENOENT/, JournalUnwritable],
  [/is locked/, JournalInUse],
];

/** What an error of SQLite or of the file system means for the journal. */
export function toJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const message = messageOf(error);
  const [, Kind = JournalError] = MEANINGS.find(([words]) => words.test(message)) ?? [];
  return new Kind(message, { cause: error });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { systemErrno } = error as { systemErrno?: number };
  // Left over from something else in errors of other kinds.
  if (!systemErrno || !error.message.includes('I/O error')) return error.message;
  return `${error.message} (${getSystemErrorName(-systemErrno)})`;
}
