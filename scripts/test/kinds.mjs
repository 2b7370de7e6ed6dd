/**
 * The kinds of tests that `--kind=` selects, and how each runner is told. A kind lies in folders, or is a tag: then it
 * has tests of every level. `share` is what the testing pyramid has for a level, in percent.
 */
export const KINDS = {
  unit: { vitest: ['tests/socketio', 'tests/dashboard'], share: 70 },
  integration: { vitest: ['tests/integration'], share: 20 },
  e2e: { e2e: [], share: 10 },
  performance: { vitest: ['tests/performance'] },
  stress: { vitest: ['--tags-filter=stress'], tag: 'stress' },
  critical: { vitest: ['--tags-filter=critical'], e2e: ['--grep=@critical'], tag: 'critical' },
};

/** Which level of the pyramid a suite is of: its top has all that needs the whole system. */
const LEVELS = { socketio: 'unit', dashboard: 'unit', integration: 'integration' };

/** How the tests are shared out over the levels, next to what the pyramid has for each. */
export function pyramid(suites) {
  const counts = { unit: 0, integration: 0, e2e: 0 };
  for (const { name, passed, failed } of suites) counts[LEVELS[name] ?? 'e2e'] += passed + failed;
  const all = counts.unit + counts.integration + counts.e2e;
  const levels = Object.entries(counts).map(
    ([level, count]) => `${level} ${Math.round((count / all) * 100)} % (${KINDS[level].share})`,
  );
  return `pyramid: ${levels.join(', ')}`;
}
