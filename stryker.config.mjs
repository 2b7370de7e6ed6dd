// npm run mutation [-- --mutate FILE]: changes the event path's own modules in many small ways, and tells which changes
// the unit tests let pass. Fails below 80 %.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'src/main/server/broadcast/{event-pages,packet-encoder,shared-frame,stream-client,write-buffer}.ts',
    'src/main/server/connection-manager.ts',
    'src/main/server/event-broadcaster.ts',
    'src/main/server/event-handler-registry.ts',
    'src/main/server/ingest.ts',
    'src/main/server/journal/{append-queue,protocol,retention,writer}.ts',
    'src/main/server/normalize/*.ts',
    'src/main/server/pairing.ts',
    'src/main/server/ring-buffer.ts',
  ],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  ignorePatterns: ['/bench', '/coverage', '/dist', '/docs', '/out', '/test-results'],
  tempDirName: 'node_modules/.cache/stryker',
  concurrency: 2,
  thresholds: { high: 90, low: 80, break: 80 },
};
