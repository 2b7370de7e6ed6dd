import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes noise over a part of a file. */
export function overwrite(file: string, from: number, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(bytes, 'noise '), 0, bytes, from);
  closeSync(descriptor);
}
