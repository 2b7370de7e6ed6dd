import { join } from 'node:path';
import { repoRoot } from '../bootstrap/paths.mjs';

/** The arguments to Node that start electron-builder. It publishes nothing: a release is put together by its workflow. */
export const builder = [
  join(repoRoot, 'node_modules', 'electron-builder', 'cli.js'),
  '--config',
  'electron-builder.config.mjs',
  '--publish',
  'never',
];
