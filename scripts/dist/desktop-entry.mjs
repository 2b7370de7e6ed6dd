/** The desktop entry that electron-builder writes for its packages, from the same configuration. */
export function desktopEntry({ productName, protocols, linux }, comment) {
  const executable = `/opt/${productName}/${linux.executableName}`;
  const entry = {
    Type: 'Application',
    Name: productName,
    Comment: comment,
    Exec: `${executable} %U`,
    Icon: linux.executableName,
    Terminal: 'false',
    StartupWMClass: linux.executableName,
    Categories: `${linux.category};`,
    MimeType: protocols
      .flatMap(({ schemes }) => schemes.map((scheme) => `x-scheme-handler/${scheme};`))
      .join(''),
    ...linux.desktop.entry,
  };
  const lines = Object.entries(entry).map(([key, value]) => `${key}=${value}`);
  return `[Desktop Entry]\n${lines.join('\n')}\n`;
}
