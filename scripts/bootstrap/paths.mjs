import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. Every command runs here, wherever it was typed. */
export const repoRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** What is fetched once and kept outside the checkout. */
export const cacheFolder = resolve(
  process.env.TOOLTRAIL_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tooltrail'),
);
