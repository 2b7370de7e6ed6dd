import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from './app';

/** Leaves a CPU profile of the window's scripts in a folder, where one is wanted. */
export async function profiled(
  { page }: Pick<Opened, 'page'>,
  folder: string | null,
  work: () => Promise<void>,
): Promise<void> {
  if (folder === null) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.start');
  await work();
  const { profile } = await session.send('Profiler.stop');
  await session.detach();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'window.cpuprofile'), JSON.stringify(profile));
}
