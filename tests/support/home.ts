import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test, gone when the test ends. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tooltrail-test-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}
