import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npmCommand, run } from './command.mjs';
import { exclusively } from './exclusively.mjs';
import { repoRoot } from './paths.mjs';
import { step } from './say.mjs';

const stampFile = join(repoRoot, 'node_modules', '.tooltrail-installed');

/**
 * Installs node_modules exactly as package-lock.json says, unless that was done already.
 * The stamp is inside node_modules, which `npm ci` removes first: an interrupted install leaves none and is redone.
 */
export async function installDependencies() {
  const lock = await readFile(join(repoRoot, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = `${hash} node-${process.version} ${process.platform}-${process.arch}\n`;
  const isInstalled = async () => (await readFile(stampFile, 'utf8').catch(() => '')) === stamp;
  if (await isInstalled()) return;

  await exclusively(dirname(stampFile), async (holdWhileAlive) => {
    if (await isInstalled()) return;
    await step('installing dependencies (npm ci)', async () => {
      const [npm, first] = npmCommand();
      await run(npm, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        started: holdWhileAlive,
        advice:
          'do as npm says above; for a network error check that the registry answers (npm ping), then try again',
      });
      await writeFile(stampFile, stamp);
    });
  });
}
