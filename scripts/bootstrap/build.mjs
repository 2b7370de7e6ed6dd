import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';
import { exclusively } from './exclusively.mjs';
import { repoRoot } from './paths.mjs';
import { step } from './say.mjs';

const stampFile = join(repoRoot, 'out', '.stamp');
const folders = ['src', 'resources'];
const files = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Builds the app into out/, unless it was built from these very sources. */
export async function buildApp() {
  if (await isBuilt(await hashSources())) return;

  await exclusively(dirname(stampFile), async (holdWhileAlive) => {
    const stamp = await hashSources();
    if (await isBuilt(stamp)) return;
    await forgetBuild();
    await step('building the app (electron-vite build)', async () => {
      await run(process.execPath, [...electronVite, 'build'], {
        started: holdWhileAlive,
        advice: 'correct the sources as the output above says, then try again',
      });
      await writeFile(stampFile, stamp);
    });
  });
}

async function isBuilt(stamp) {
  const built = await readFile(stampFile, 'utf8').catch(() => '');
  return built === stamp && existsSync(join(repoRoot, 'out', 'main'));
}

/** Has the next start build anew, for those who write into out/ themselves. */
export async function forgetBuild() {
  await rm(stampFile, { force: true });
}

/** The arguments to Node that start electron-vite. */
export const electronVite = [join(repoRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')];

/** A hash of all that the build reads: contents, not times, which a checkout changes. */
async function hashSources() {
  const hash = createHash('sha256');
  for (const file of [...files, ...(await listFiles())]) {
    const content = await readFile(join(repoRoot, file)).catch(() => '');
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function listFiles() {
  const lists = folders.map(async (folder) => {
    const options = { recursive: true, withFileTypes: true };
    const entries = await readdir(join(repoRoot, folder), options).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
  return (await Promise.all(lists))
    .flat()
    .map((file) => file.slice(repoRoot.length + 1))
    .sort();
}
