import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: true,
  fullyParallel: false,
  retries: 0,
  // An app that starts, and whoever waits for it, leave processors free for a third.
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  projects: [
    { name: 'e2e', testMatch: '*.spec.ts', testIgnore: 'package.spec.ts' },
    { name: 'package', testMatch: 'package.spec.ts' },
    { name: 'screenshots', testMatch: 'screenshots.ts' },
    {
      name: 'visual',
      testDir: 'tests/visual',
      timeout: 180_000,
      snapshotPathTemplate: 'tests/visual/baselines/{arg}{ext}',
      expect: { toHaveScreenshot: { maxDiffPixelRatio: 0.002, animations: 'disabled', caret: 'hide' } },
    },
    {
      name: 'chromium',
      testDir: 'tests/chromium',
      use: {
        launchOptions: {
          ...(process.env['TOOLTRAIL_CHROMIUM'] && { executablePath: process.env['TOOLTRAIL_CHROMIUM'] }),
          args: ['--no-sandbox'],
        },
      },
    },
  ],
});
