// What the packages of the app are: `npm run dist` makes them all from this, `npm run dist:deb` its deb alone.

/** Where updates come from: the releases of the repository that builds the packages. Builds elsewhere look for none. */
const [owner, repo] = process.env.GITHUB_REPOSITORY?.split('/') ?? [];

/** The same names on macOS and Windows; Linux has its own customs. */
const artifactName = '${productName}-${version}-${os}-${arch}.${ext}';
const desktop = ['x64', 'arm64'];

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'dev.tooltrail.app',
  productName: 'Tooltrail',
  copyright: 'MIT licensed',
  directories: { output: 'dist', buildResources: 'packaging' },
  files: [
    'out/{main,preload,renderer}/**',
    'resources/**',
    '!resources/icons/{linux,*.svg,*.icns,*.ico}',
    '!**/*.{map,md,ts,mts,cts}',
    // What the native addon is built from, and its binaries for other systems.
    '!**/node_modules/@photostructure/sqlite/{src,scripts}/**',
    '!**/node_modules/@photostructure/sqlite/{binding.gyp,dist/index.cjs}',
    '!**/node_modules/@photostructure/sqlite/prebuilds/!(${platform}-${arch})/**',
    '!**/node_modules/{@types,undici-types,node-addon-api}/**',
  ],
  asar: { smartUnpack: false },
  extraFiles: ['LICENSE'],
  // Code that the system itself loads or runs has to be a file of its own.
  asarUnpack: ['**/*.node', 'resources/hooks/**'],
  // The addon comes with its binaries.
  npmRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    // Checked by Electron on macOS and Windows; without effect on Linux.
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    // The binary's signature covers its fuses; macOS on arm64 starts nothing that is not signed at all.
    resetAdHocDarwinSignature: true,
  },
  protocols: [{ name: 'Tooltrail link', schemes: ['tooltrail'] }],
  publish: owner ? { provider: 'github', owner, repo, releaseType: 'draft' } : null,
  linux: {
    target: ['deb', 'rpm', 'AppImage'],
    executableName: 'tooltrail',
    syncDesktopName: true,
    icon: 'resources/icons/linux',
    category: 'Development',
    synopsis: 'Shows what coding agents do on this machine',
    maintainer: 'Tooltrail <maintainers@tooltrail.invalid>',
    desktop: {
      entry: {
        GenericName: 'Monitor for coding agents',
        Keywords: 'agents;claude;codex;gemini;opencode;hooks;monitor;',
        TryExec: '/opt/Tooltrail/tooltrail',
        StartupNotify: 'true',
      },
    },
  },
  deb: {
    packageCategory: 'devel',
    afterInstall: 'packaging/linux/after-install.sh',
    afterRemove: 'packaging/linux/after-remove.sh',
    // What the executable loads; Debian 13 and Ubuntu 24.04 add t64 to some of the names.
    depends: [
      'libasound2 | libasound2t64',
      'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
      'libatk1.0-0 | libatk1.0-0t64',
      'libatspi2.0-0 | libatspi2.0-0t64',
      'libcups2 | libcups2t64',
      'libgbm1',
      'libglib2.0-0 | libglib2.0-0t64',
      'libgtk-3-0 | libgtk-3-0t64',
      'libnss3',
      'libx11-6',
      'libxcomposite1',
      'libxdamage1',
      'libxkbcommon0',
      'libxrandr2',
    ],
    // Notifications, a keyring for the cookies' key, links to other programs.
    recommends: ['libnotify4', 'libsecret-1-0', 'xdg-utils'],
    fpm: ['--conflicts', 'tooltrail-trial', 'LICENSE=/usr/share/doc/tooltrail/copyright'],
  },
  rpm: {
    afterInstall: 'packaging/linux/after-install.sh',
    afterRemove: 'packaging/linux/after-remove.sh',
  },
  mac: {
    target: [
      { target: 'dmg', arch: desktop },
      { target: 'zip', arch: desktop },
    ],
    artifactName,
    icon: 'resources/icons/app.icns',
    category: 'public.app-category.developer-tools',
    darkModeSupport: true,
    hardenedRuntime: true,
  },
  dmg: { artifactName },
  win: { target: [{ target: 'nsis', arch: desktop }], artifactName, icon: 'resources/icons/app.ico' },
  nsis: {
    artifactName,
    license: 'LICENSE',
    oneClick: false,
    perMachine: false,
    deleteAppDataOnUninstall: false,
  },
};
