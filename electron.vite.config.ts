import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

// The oldest runtime the app runs on; the build would else aim at the Electron that package.json names.
const NODE_TARGET = 'node20';
const CHROME_TARGET = 'chrome130';

// For `npm run coverage`, which tells from what runs where it was written.
const MEASURED = process.env.TOOLTRAIL_COVERAGE !== undefined;
const sourcemap = MEASURED && 'inline';

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      sourcemap,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          headless: 'src/main/headless.ts',
          hooks: 'src/main/hooks/main.ts',
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      sourcemap,
      // A sandboxed preload script is one CommonJS file that can require nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          // Electron runs its text within a function, without a name by which the browser could tell of it.
          footer: MEASURED ? '//# sourceURL=tooltrail-preload.js' : '',
        },
      },
    },
  },
  renderer: {
    plugins: [svelte({ configFile: resolve('svelte.config.js') })],
    // A worker that loads languages as they are needed is a module.
    worker: { format: 'es' },
    build: {
      target: CHROME_TARGET,
      sourcemap,
      minify: !MEASURED,
      // The page's policy takes fonts and styles from its own origin alone, so nothing becomes a data: URI.
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
});
