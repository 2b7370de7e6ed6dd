import { Desktop } from './desktop';
import { test as base } from './shared-app';

/** For tests that need a desktop that shows tray icons: each has one of its own. */
export const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({}, use) => {
    const desktop = await Desktop.start();
    await use(desktop);
    desktop.stop();
  },
});

export { expect } from './shared-app';
