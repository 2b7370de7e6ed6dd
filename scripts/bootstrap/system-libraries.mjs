import { aptCommand, aptInstall, aptPrefix, isOnPath } from './apt.mjs';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { say, step } from './say.mjs';
import { needsVirtualDisplay } from './display.mjs';

/** The Debian packages with what Electron loads; newer releases add `t64` to some of the names. */
const packages = {
  Xvfb: 'xvfb',
  'dbus-daemon': 'dbus',
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libsmime3.so': 'libnss3',
  'libudev.so.1': 'libudev1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
};

/**
 * Makes sure that this machine has the system's side of Electron: the shared libraries that the executable wants
 * and, without a display, Xvfb. Installs what is missing where that is allowed. Fonts come along with GTK.
 */
export async function ensureSystemLibraries(executable) {
  if (process.platform !== 'linux') return;
  const missing = await missingParts(executable);
  if (missing.length === 0) return;

  const prefix = await aptPrefix();
  if (!prefix || missing.some((part) => !packages[part])) throw await cannotInstall(missing);
  say(`this system lacks what Electron needs: ${missing.join(', ')}`);
  const names = await namesOf(missing);
  await step('installing it (apt-get)', () => aptInstall(prefix, names));
  const still = await missingParts(executable);
  if (still.length > 0) throw await cannotInstall(still);
}

/** The names of missing libraries, and of the programs that make a desktop where there is none. */
async function missingParts(executable) {
  const listing = await run('ldd', [executable], {
    advice: `check that ${executable} is a Linux executable`,
  });
  const libraries = [...listing.matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library);
  if (!needsVirtualDisplay()) return libraries;
  // A machine without a display has no desktop either: the tests make one, of these two.
  return [...libraries, ...['Xvfb', 'dbus-daemon'].filter((program) => !isOnPath(program))];
}

/** The packages that have the missing parts, as this release calls them: with `t64` where it has that. */
async function namesOf(parts) {
  const names = new Set(parts.map((part) => packages[part]).filter(Boolean));
  return Promise.all(
    [...names].map((name) =>
      run('apt-cache', ['show', '--no-all-versions', `${name}t64`]).then(
        () => `${name}t64`,
        () => name,
      ),
    ),
  );
}

async function cannotInstall(missing) {
  const names = await namesOf(missing);
  const unknown = missing.filter((part) => !packages[part]);
  const advice = isOnPath('apt-get')
    ? [
        names.length > 0 && `run: ${aptCommand(names)}`,
        unknown.length > 0 && `install what has ${unknown.join(', ')}`,
      ]
    : [`install ${missing.join(', ')} with this system's package manager`];
  return new Failure(`Electron needs ${missing.join(', ')}, which this system lacks`, {
    advice: advice.filter(Boolean).join(', and '),
  });
}
