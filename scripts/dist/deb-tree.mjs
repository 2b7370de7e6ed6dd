import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../bootstrap/command.mjs';
import { repoRoot } from '../bootstrap/paths.mjs';
import { controlFile } from './deb-control.mjs';
import { desktopEntry } from './desktop-entry.mjs';

/** Puts everything where it will be on the user's machine, below `tree`, and the control files beside it. */
export async function layOut(config, fields, app, tree) {
  const copy = (source, path) => place(path, (target) => copyFile(join(repoRoot, source), target));
  const write = (path, content) => place(path, (target) => writeFile(target, content));
  async function place(path, put) {
    const target = join(tree, path);
    await mkdir(dirname(target), { recursive: true });
    await put(target);
  }

  await place(`opt/${config.productName}`, (target) => rename(app, target));
  await write('usr/share/applications/tooltrail.desktop', desktopEntry(config, config.linux.synopsis));
  await copy('LICENSE', `usr/share/doc/${fields.Package}/copyright`);
  for (const icon of await readdir(join(repoRoot, config.linux.icon))) {
    const size = icon.replace('.png', '');
    await copy(`${config.linux.icon}/${icon}`, `usr/share/icons/hicolor/${size}/apps/tooltrail.png`);
  }
  // Whatever the umask here was when the files were made.
  await run('chmod', ['-R', 'u=rwX,go=rX', tree]);
  await write('DEBIAN/control', controlFile(fields));
  await copy(config.deb.afterInstall, 'DEBIAN/postinst');
  await copy(config.deb.afterRemove, 'DEBIAN/postrm');
  await run('chmod', [
    '755',
    join(tree, 'DEBIAN'),
    join(tree, 'DEBIAN/postinst'),
    join(tree, 'DEBIAN/postrm'),
  ]);
}
