import { defineConfig } from 'vitest/config';
import config from './vitest.config';

/** The unit tests of the event path, for Stryker: those that need no build and measure no time. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: [
      'tests/socketio/{complete-scenarios,connection-manager,event-handler-registry}.test.ts',
      'tests/socketio/{pairing,ring-buffer,simple-event-flow,slow-clients}.test.ts',
    ],
    // Stryker runs them in threads, which take no arguments to Node.
    execArgv: [],
  },
});
