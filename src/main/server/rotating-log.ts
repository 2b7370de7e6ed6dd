import { chmodSync, closeSync, openSync, renameSync, fstatSync, writeSync } from 'node:fs';

/** A log file may grow to this size, in bytes, before a new one is begun. */
const MOST_BYTES = 5 * 1024 * 1024;
/** Older ones that are kept. */
const MOST_OLD = 3;

/**
 * A log file that only its owner can read, and that is moved aside when it has grown: `x.log` becomes `x.1.log`, that
 * `x.2.log`, and so on. Lines are with the system before `write` returns, so that a crash loses none.
 */
export class RotatingLog {
  #descriptor: number;
  #bytes: number;

  constructor(
    private readonly file: string,
    private readonly mostBytes = MOST_BYTES,
  ) {
    this.#descriptor = openPrivate(file);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#bytes > 0 && this.#bytes + bytes > this.mostBytes) this.#rotate();
    this.#bytes += bytes;
    try {
      writeSync(this.#descriptor, line);
    } catch {
      // A full disk must not take the app down with it.
    }
  }

  #rotate(): void {
    for (let age = MOST_OLD - 1; age >= 0; age--) moveIfThere(this.#aged(age), this.#aged(age + 1));
    this.#bytes = 0;
    try {
      const former = this.#descriptor;
      this.#descriptor = openPrivate(this.file);
      closeSync(former);
      this.#bytes = fstatSync(this.#descriptor).size;
    } catch {
      // Without a new one it goes on in the file that is open, and tries again when that has grown as much once more.
    }
  }

  #aged(age: number): string {
    return age === 0 ? this.file : this.file.replace(/\.log$/, `.${age}.log`);
  }
}

function openPrivate(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  chmodSync(file, 0o600);
  return descriptor;
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Not there yet; or it cannot be moved, and then it grows on.
  }
}
