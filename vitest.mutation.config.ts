import { defineConfig } from 'vitest/config';
import config from './vitest.config';

/** The unit tests of the modules that Stryker changes, in memory alone: thousands of runs shall take minutes. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    projects: undefined,
    include: [
      'tests/socketio/{claude-mpm,connection-manager,event-handler-registry,ingest,journal-queue,normalize,normalize-facts,pairing,ring-buffer}.test.ts',
    ],
    testTimeout: 120_000,
    // Stryker runs them in threads, which take no arguments to Node.
    execArgv: [],
  },
});
