// What Vitest keeps of a run's coverage: the raw data, which scripts/coverage.mjs reads.
export default {
  outputDir: process.env.TOOLTRAIL_COVERAGE,
  entryFilter: (entry) => entry.url.includes('/src/'),
  reports: ['raw'],
  clean: false,
  logging: 'error',
};
