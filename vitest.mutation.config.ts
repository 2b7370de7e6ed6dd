import { defineConfig } from 'vitest/config';
import config from './vitest.config';

/** The unit tests of the modules that Stryker changes, in memory alone: thousands of runs shall take minutes. */
export default defineConfig({
  ...(config.plugins && { plugins: config.plugins }),
  test: {
    include: [
      'tests/socketio/{claude-mpm,connection-manager,event-broadcaster,event-handler-registry}.test.ts',
      'tests/socketio/{event-pages,ingest,journal-queue,journal-writer,normalize,normalize-facts}.test.ts',
      'tests/socketio/{packets,pairing,ring-buffer,stream-pace}.test.ts',
    ],
    ...(config.test?.tags && { tags: config.test.tags }),
    testTimeout: 120_000,
  },
});
