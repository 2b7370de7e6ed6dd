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

/**
 * Runs the tests of the installed package with the deb that TOOLTRAIL_DEB names, else with one made from these sources.
 * A machine has room for one installed Tooltrail, so another run's tests are waited for.
 */
export async function runPackage(args, env) {
  const TOOLTRAIL_DEB = process.env.TOOLTRAIL_DEB ?? (await makeDeb(join(repoRoot, 'dist')));
  return exclusively('/opt/Tooltrail', () => runPlaywright('package', args, { ...env, TOOLTRAIL_DEB }));
}
