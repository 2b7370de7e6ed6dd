import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './agent-file';

const entrySchema = z.object({
  /** What the file held without our hooks; null where it was not there. */
  before: z.string().nullable(),
  /** The hash of what was written. */
  written: z.string(),
  /** The uppermost folder that was made for it. */
  folder: z.string().nullable(),
});
export type LedgerEntry = z.infer<typeof entrySchema>;
const ledgerSchema = z.record(z.string(), entrySchema);

/**
 * What was written to which file of an agent's, so that removing gives back the former content to the byte. Without it
 * removing works too, but cannot tell an empty `hooks` from none.
 */
export class Ledger {
  constructor(private readonly file: string) {}

  get(path: string): LedgerEntry | undefined {
    return this.#read()[path];
  }

  set(path: string, entry: LedgerEntry): void {
    this.#write({ ...this.#read(), [path]: entry });
  }

  delete(path: string): void {
    const { [path]: _gone, ...rest } = this.#read();
    this.#write(rest);
  }

  get empty(): boolean {
    return Object.keys(this.#read()).length === 0;
  }

  #read(): Record<string, LedgerEntry> {
    try {
      return ledgerSchema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return {};
    }
  }

  #write(entries: Record<string, LedgerEntry>): void {
    if (Object.keys(entries).length === 0) {
      rmSync(this.file, { force: true });
      return;
    }
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeAtomically(this.file, `${JSON.stringify(entries, null, 2)}\n`, 0o600);
  }
}

/** Stands for a text; null for no file. */
export function hashOf(text: string | null): string {
  return createHash('sha256')
    .update(text === null ? '-' : `+${text}`)
    .digest('hex');
}
