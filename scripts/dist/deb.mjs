import { readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import config from '../../electron-builder.config.mjs';
import { run } from '../bootstrap/command.mjs';
import { projectElectron } from '../bootstrap/electron-runtime.mjs';
import { repoRoot } from '../bootstrap/paths.mjs';
import { say, step } from '../bootstrap/say.mjs';
import { builder } from './builder.mjs';
import { controlFields } from './deb-control.mjs';
import { layOut } from './deb-tree.mjs';

// The trial is made to be installed at once, by tests as well; the other one may be downloaded by many.
const QUICK = ['-Zgzip', '-z1'];
const SMALL = ['-Zxz'];

/**
 * Makes a deb of the built app by what Debian itself has (dpkg-deb), with the Electron that is on this machine.
 * Where that is the one from the package registry, the package is a trial, and its name, version and description say so.
 *
 * @param {string} output the folder for it
 * @returns {Promise<string>} the deb's path
 */
export async function makeDeb(output) {
  const electron = await projectElectron();
  const manifest = JSON.parse(await readFile(join(repoRoot, 'package.json'), 'utf8'));
  if (electron.standIn)
    say(`packing ${electron.name} for a trial; users get ${manifest.devDependencies.electron}`);

  const app = await step('packing the app (electron-builder)', () => packApp(electron, output));
  const tree = join(output, 'deb');
  await rm(tree, { recursive: true, force: true });
  const fields = controlFields(config, manifest, electron);
  const deb = join(output, `${fields.Package}_${fields.Version}_${fields.Architecture}.deb`);
  await step(`building ${basename(deb)} (dpkg-deb)`, async () => {
    await layOut(config, fields, app, tree);
    const compression = electron.standIn ? QUICK : SMALL;
    await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, deb], {
      advice: 'build on a system of the Debian family',
    });
  });
  await rm(tree, { recursive: true });
  return deb;
}

/** The app's folder as electron-builder makes it for every kind of package, its fuses flipped. */
async function packApp({ executable, version }, output) {
  const options = [
    `-c.electronDist=${dirname(executable)}`,
    `-c.electronVersion=${version}`,
    `-c.directories.output=${output}`,
  ];
  await run(process.execPath, [...builder, '--linux', 'dir', ...options]);
  const app = join(output, 'app');
  await rm(app, { recursive: true, force: true });
  await rename(
    join(output, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`),
    app,
  );
  // What runs an app from source has no place in a package.
  for (const name of ['app', 'default_app.asar']) {
    await rm(join(app, 'resources', name), { recursive: true, force: true });
  }
  return app;
}
