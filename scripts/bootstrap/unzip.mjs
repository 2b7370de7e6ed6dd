import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

const MB = 1_000_000;
const TYPE_MASK = 0o170000;
const SYMLINK = 0o120000;

/**
 * Unpacks a zip archive file by file, with modes and symbolic links as they were packed.
 *
 * @param {string} archive
 * @param {string} target the folder to make
 * @param {{root: string, leaveOut: string[], progress: (done: number, total: number, unit: string) => void}} options
 *   `root`: the archive's folder that becomes the target; `leaveOut`: path prefixes below it
 */
export async function unzip(archive, target, { root, leaveOut, progress }) {
  // Loaded here because node_modules may not exist yet when this module is.
  const { default: yauzl } = await import('yauzl');
  const zip = await yauzl.openPromise(archive, { lazyEntries: true, autoClose: false });
  try {
    const entries = [];
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.slice(root.length);
      const wanted = entry.fileName.startsWith(root) && !leaveOut.some((prefix) => path.startsWith(prefix));
      if (wanted && !entry.fileName.endsWith('/')) entries.push({ entry, path });
    }
    const total = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const { entry, path } of entries) {
      await extract(zip, entry, join(target, path));
      done += entry.uncompressedSize;
      progress(Math.round(done / MB), Math.round(total / MB), 'MB');
    }
  } finally {
    zip.close();
  }
}

async function extract(zip, entry, path) {
  const attributes = entry.externalFileAttributes >>> 16;
  await mkdir(dirname(path), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  if ((attributes & TYPE_MASK) === SYMLINK) return symlink(await text(content), path);
  return pipeline(content, createWriteStream(path, { mode: attributes & 0o777 }));
}
