import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../bootstrap/paths.mjs';
import { makeDeb } from '../dist/deb.mjs';

/** Why the package cannot be installed and removed here, or undefined where it can. */
export function whyNoPackage() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-deb'))
    return 'it takes a system of the Debian family';
  if (process.getuid() !== 0) return 'only root can install one: sudo env "PATH=$PATH" npm run test:package';
  return undefined;
}

/** Names the deb to test: the one that TOOLTRAIL_DEB names already, else one made from these sources. */
export async function debToTest() {
  return { TOOLTRAIL_DEB: process.env.TOOLTRAIL_DEB ?? (await makeDeb(join(repoRoot, 'dist'))) };
}
