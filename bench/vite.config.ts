import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { defineConfig } from 'vite';

const programs = readdirSync(join(import.meta.dirname, 'programs'));

/** Builds the benchmark and the programs that it starts, each a file of its own, into out/bench. */
export default defineConfig({
  logLevel: 'warn',
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'out/bench',
    rolldownOptions: {
      input: {
        main: join(import.meta.dirname, 'main.ts'),
        ...Object.fromEntries(
          programs.map((file) => [parse(file).name, join(import.meta.dirname, 'programs', file)]),
        ),
      },
    },
  },
});
