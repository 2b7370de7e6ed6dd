import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Result } from './figure';
import { FIGURES } from './figures';
import { machine } from './report/machine';
import { regressionsOf } from './report/regressions';
import { reportSchema, type Report } from './report/report';
import { line, table } from './report/table';
import { Bench } from './support/bench';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '1000000' },
    json: { type: 'string', default: 'bench/results/latest.json' },
    save: { type: 'string' },
    against: { type: 'string' },
    profile: { type: 'string' },
  },
});

// What was started ends when the process exits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const figures = chosen(options.only);
const baseline = options.against === undefined ? null : readReport(options.against);
const report: Report = { machine: machine(), results: await measure() };
process.stdout.write(`\n${table(report)}\n`);
writeReport(options.json);
if (options.save !== undefined) writeReport(options.save);
process.exit(baseline === null ? 0 : compare(baseline));

function chosen(only: string | undefined) {
  if (only === undefined) return FIGURES;
  return only.split(',').flatMap((name) => {
    const exact = FIGURES.filter((known) => known.name === name);
    // `window` is all of `window-live`, `window-scroll` and so on.
    const named = exact.length > 0 ? exact : FIGURES.filter((known) => known.name.startsWith(`${name}-`));
    if (named.length > 0) return named;
    throw new Error(`no figure "${name}"; known are ${FIGURES.map((known) => known.name).join(', ')}`);
  });
}

async function measure(): Promise<Result[]> {
  const bench = new Bench({
    rounds: wholeNumber('rounds', 1),
    events: wholeNumber('events', 1000),
    profiles: options.profile ?? null,
  });
  const results: Result[] = [];
  for (const figure of figures) {
    const begun = performance.now();
    process.stderr.write(`bench: ${figure.name} …`);
    try {
      const measured = await figure.run(bench);
      process.stderr.write(
        ` ${((performance.now() - begun) / 1000).toFixed(0)} s\n${measured.map(line).join('')}`,
      );
      results.push(...measured);
    } finally {
      await bench.end();
    }
  }
  return results;
}

function wholeNumber(option: 'rounds' | 'events', unit: number): number {
  const value = Number(options[option]);
  if (Number.isInteger(value / unit) && value > 0) return value;
  throw new Error(`--${option} must be a whole number${unit === 1 ? '' : ` of ${unit}s`}`);
}

function compare({ results }: Report): number {
  const regressions = regressionsOf(results, report.results);
  for (const regression of regressions) process.stdout.write(`REGRESSION ${regression}\n`);
  if (regressions.length === 0) process.stdout.write('No regression against the baseline.\n');
  return regressions.length === 0 ? 0 : 1;
}

function readReport(file: string): Report {
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function writeReport(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
