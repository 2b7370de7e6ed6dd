const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const NAME = 'tooltrail';
const TRIAL = 'tooltrail-trial';

/** What the package system is told about the package. One is never installed beside the other kind. */
export function controlFields({ linux, deb }, manifest, electron) {
  const trial = electron.standIn;
  const about = `${manifest.description}\nRuns on Electron ${electron.version}.`;
  return {
    Package: trial ? TRIAL : NAME,
    Version: trial ? `${manifest.version}+electron${electron.version}` : manifest.version,
    Architecture: ARCHITECTURES[process.arch],
    Maintainer: linux.maintainer,
    Section: deb.packageCategory,
    Priority: 'optional',
    Depends: deb.depends.join(', '),
    Recommends: deb.recommends.join(', '),
    Conflicts: trial ? NAME : TRIAL,
    Description: trial
      ? `${linux.synopsis} (trial)\n${about}\nThat is not the Electron of a release: this package is for trying Tooltrail out, not for daily use.`
      : `${linux.synopsis}\n${about}`,
  };
}

/** The fields as the file `control`: a line each, further lines of a field indented. */
export function controlFile(fields) {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value.replaceAll('\n', '\n ')}\n`)
    .join('');
}
