import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { temporaryHome } from './home';

/** A folder on a disk of its own of this size. Where nobody may mount one, the test is skipped and says why. */
export function smallDisk(context: TestContext, size: string): string {
  const folder = temporaryHome();
  mount(context, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], folder);
  return folder;
}

/** Makes a folder one whose disk is full. */
export function fullDisk(context: TestContext, folder: string): void {
  mount(context, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], folder);
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(64 * 1024));
}

/** Makes a folder or a file one that cannot be written, not even by root. */
export function readOnly(context: TestContext, path: string): void {
  mount(context, ['--bind', '-o', 'ro', path, path], path);
}

function mount(context: TestContext, args: string[], folder: string): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) context.skip('needs root on Linux, to mount');
  execFileSync('mount', args);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
}
