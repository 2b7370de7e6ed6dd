import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmCommand, run } from '../bootstrap/command.mjs';
import { exclusively } from '../bootstrap/exclusively.mjs';
import { repoRoot } from '../bootstrap/paths.mjs';
import { step } from '../bootstrap/say.mjs';

const VERSION = '24.21.0';
const folder = join(repoRoot, 'node_modules', '.cache', `node-${VERSION}`);
const executable = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * The Node that users' Electron carries, from the registry's package `node`; fetched where it is missing.
 * @returns {Promise<string>} its executable
 */
export async function ensureNode24() {
  await exclusively(folder, async (holdWhileAlive) => {
    if (existsSync(executable)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    // A project of its own: what is installed into this one would be taken for a dependency.
    await writeFile(join(folder, 'package.json'), '{"private":true}\n');
    const [npm, first] = npmCommand();
    const options = ['--no-audit', '--no-fund', '--loglevel=error'];
    await step(`fetching Node ${VERSION} (npm install)`, () =>
      run(npm, [...first, 'install', ...options, `node@${VERSION}`], {
        cwd: folder,
        started: holdWhileAlive,
        advice: 'check that the registry answers (npm ping), then try again',
      }),
    );
  });
  return executable;
}
