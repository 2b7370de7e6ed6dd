import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from '../bootstrap/exclusively.mjs';
import { repoRoot } from '../bootstrap/paths.mjs';
import { makeDeb } from '../dist/deb.mjs';
import { runPlaywright } from './runners.mjs';

/** Why the package cannot be installed and removed here, or undefined where it can. */
export function whyNoPackage() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-deb'))
    return 'it takes a system of the Debian family';
  if (process.getuid() !== 0) return 'only root can install one: sudo env "PATH=$PATH" npm run test:package';
  return undefined;
}

/** The deb to test: the one that TOOLTRAIL_DEB names, else one made from these sources. */
export async function debToTest() {
  return process.env.TOOLTRAIL_DEB ?? makeDeb(join(repoRoot, 'dist'));
}

/**
 * Runs the tests of an installed deb. A machine has room for one installed Tooltrail, so another run's tests are waited for.
 */
export async function runPackage(deb, args, env) {
  return exclusively('/opt/Tooltrail', () => runPlaywright('package', args, { ...env, TOOLTRAIL_DEB: deb }));
}
