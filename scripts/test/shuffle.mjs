import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot } from '../bootstrap/paths.mjs';

/** Playwright sorts files by their names, so that who comes after whom is changed by running them in parts. */
const GROUPS = 3;

/**
 * The arguments of Playwright for each part of a run, its spec files in an order that goes by a seed. Where files are
 * named already there is one part.
 *
 * @param {string[]} args
 * @param {number} seed
 * @returns {Promise<string[][]>}
 */
export async function shuffledSpecs(args, seed) {
  if (args.some((arg) => arg.includes('.spec'))) return [args];
  const names = await readdir(join(repoRoot, 'tests', 'e2e'));
  const place = (name) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  const specs = names
    .filter((name) => name.endsWith('.spec.ts') && name !== 'package.spec.ts')
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
  return Array.from({ length: GROUPS }, (_, group) => [
    ...args,
    ...specs.filter((_name, index) => index % GROUPS === group).map((name) => `tests/e2e/${name}`),
  ]);
}
