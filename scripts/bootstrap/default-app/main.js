// Stands where Electron's own default app stands in an official release: it runs the app in the folder that is
// named on the command line. A release's executable has it built in; the registry's runtime lacks it.
import { app } from 'electron';
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Splits the command line into modules to load first (`-r`, as Playwright passes) and the app's folder. */
function parse(args) {
  const preload = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') preload.push(args[++i]);
    else if (!args[i].startsWith('-') && existsSync(join(args[i], 'package.json'))) {
      return { preload, folder: resolve(args[i]) };
    }
  }
  return { preload };
}

/** Runs the app as if Electron had found it by itself. */
async function run(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setName(manifest.productName ?? manifest.name);
  if (manifest.version) app.setVersion(manifest.version);
  app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`);
  app.setAppPath(folder);
  // Electron holds its ready event back until this module is evaluated, so the app can do what must come before.
  await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href);
}

try {
  const { preload, folder } = parse(process.argv.slice(1));
  if (!folder) throw new Error('name the folder of an app (one with a package.json) on the command line');
  Module._preloadModules(preload);
  await run(folder);
} catch (error) {
  // Electron would show a dialog, which waits for ever where nobody is looking.
  console.error(error);
  app.exit(1);
}
