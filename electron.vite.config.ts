import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

// The oldest runtime the app runs on; the build would else aim at the Electron that package.json names.
const NODE_TARGET = 'node20';
const CHROME_TARGET = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      rolldownOptions: {
        input: { index: 'src/main/index.ts', headless: 'src/main/headless.ts' },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      // A sandboxed preload script is one CommonJS file that can require nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [svelte({ configFile: resolve('svelte.config.js') })],
    // A worker that loads languages as they are needed is a module.
    worker: { format: 'es' },
    build: {
      target: CHROME_TARGET,
      minify: true,
      // The page's policy takes fonts and styles from its own origin alone, so nothing becomes a data: URI.
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
});
