import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';

const MEASURED = process.env['TOOLTRAIL_COVERAGE'] !== undefined;
const BUNDLES = join(import.meta.dirname, 'node_modules/.cache/tooltrail-tests');

export default defineConfig({
  plugins: [svelte(), modulePath()],
  test: {
    projects: [
      // Starting a process and reading the server anew for each of these files took a third of their time.
      { extends: true, test: { name: 'server', include: tests('socketio', 'integration'), isolate: false } },
      // One of these spies on a library, and what others measure is the memory of their process.
      { extends: true, test: { name: 'window', include: tests('dashboard', 'performance') } },
    ],
    // The report's style is part of what is tested; the window's is not.
    css: { include: /report\.css/ },
    tags: [
      { name: 'critical', description: 'On a critical path of the testing strategy.' },
      { name: 'stress', description: 'Far more than usual, of load or of faults.' },
    ],
    // Only what hangs takes so long: a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // Memory is measured after collection.
    execArgv: ['--expose-gc'],
    // Much of their time they wait, for the disk or for processes that they start: a third uses what is free of two
    // processors.
    maxWorkers: 3,
  },
});

function tests(...folders: string[]): string[] {
  return folders.map((folder) => `tests/${folder}/**/*.test.ts`);
}

/**
 * Does for tests what electron-vite does in the build: `import path from './module?modulePath'` bundles a module that
 * runs in a thread or a process of its own, and gives the path of the bundle.
 */
function modulePath(): Plugin {
  return {
    name: 'module-path',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('?modulePath')) return null;
      const source = id.slice(0, -'?modulePath'.length);
      const { code, moduleIds } = await bundle(source);
      for (const module of moduleIds) this.addWatchFile(module);
      return `export default ${JSON.stringify(keep(parse(source).name, code))}`;
    },
  };
}

async function bundle(source: string): Promise<Rolldown.OutputChunk> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [modulePath()],
    build: { ssr: source, write: false, target: 'node20', sourcemap: MEASURED && 'inline' },
  });
  return (built as Rolldown.RolldownOutput).output[0];
}

/** Test runs side by side share the file, so it appears whole or not at all. */
function keep(name: string, code: string): string {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const path = join(BUNDLES, `${name}-${hash}.mjs`);
  if (!existsSync(path)) {
    mkdirSync(BUNDLES, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, code);
    renameSync(temporary, path);
  }
  return path;
}
