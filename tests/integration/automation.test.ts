import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const WORKFLOWS = join(ROOT, '.github/workflows');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const { scripts, engines } = z
  .object({ scripts: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')));

const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const job = z.looseObject({
  'runs-on': z.string(),
  'timeout-minutes': z.number(),
  strategy: z
    .object({ matrix: z.record(z.string(), z.array(z.union([z.string(), z.number()]))) })
    .loose()
    .optional(),
  steps: z.array(step),
});
const workflow = z.looseObject({ name: z.string(), on: z.looseObject({}), jobs: z.record(z.string(), job) });
const parse = (file: string) => workflow.parse(load(readFileSync(join(WORKFLOWS, file), 'utf8')));

describe('automation', () => {
  test.each(readdirSync(WORKFLOWS))(
    '%s runs commands that exist, with actions of a fixed major version',
    (file) => {
      const steps = Object.values(parse(file).jobs).flatMap(({ steps }) => steps);
      for (const { uses } of steps) if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
      const commands = steps.flatMap(({ run }) =>
        [...(run ?? '').matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name),
      );
      expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
    },
  );

  test('tests run on three systems and on every Node that is supported', () => {
    const { matrix } = parse('ci.yml').jobs['test']!.strategy!;
    expect(matrix['os']).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    expect(matrix['node-version']).toEqual([20, 22, 24]);
    expect(engines.node).toBe('>=20.19');
  });

  test('coverage has its floors with every change, and what takes hours is run every week', () => {
    const commands = parse('ci.yml').jobs['coverage']!.steps.map(({ run }) => run);
    expect(commands).toContain('npm run coverage');
    const thorough = parse('thorough.yml');
    expect(thorough.on).toHaveProperty('schedule');
    const { command } = thorough.jobs['run']!.strategy!.matrix;
    const names = command!.map((line) => String(line).split(' ')[0]!);
    expect(names.sort()).toEqual([
      'bugs',
      'fuzz',
      'mutation',
      'repeat',
      'soak',
      'test:node24',
      'test:visual',
    ]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
    expect(thorough.jobs['bench']!.steps.at(-1)!.run).toContain('npm run bench -- --against');
  });

  test('a release packages on three systems and comes with checksums', () => {
    const { jobs } = parse('release.yml');
    expect(jobs['package']!.strategy!.matrix['os']).toEqual([
      'ubuntu-latest',
      'macos-latest',
      'windows-latest',
    ]);
    const commands = jobs['release']!.steps.map(({ run }) => run ?? '').join('\n');
    expect(commands).toContain('SHA256SUMS');
    expect(commands).toContain('--draft');
  });

  test('.ci/run is npm test', () => {
    expect(read('.ci/run').trimEnd().split('\n').at(-1)).toBe('exec npm test --silent -- "$@"');
  });

  test('views in Chromium and the installed package are tested with every change', () => {
    const { chromium, package: installed } = parse('ci.yml').jobs;
    expect(chromium!.steps.at(-1)!.run).toBe('npm run test:chromium');
    expect(installed!.steps.at(-1)!.run).toContain('npm run test:package');
  });

  test('the checks before a commit run programs that are there', () => {
    const hooks = z.object({
      'pre-commit': z.looseObject({ jobs: z.array(z.looseObject({ run: z.string() })) }),
    });
    const { jobs } = hooks.parse(load(read('lefthook.yml')))['pre-commit'];
    const programs = jobs.map(({ run }) => run.split(' ')).map(([first, second]) => [first, second]);
    expect(programs).toEqual([
      ['node', 'node_modules/prettier/bin/prettier.cjs'],
      ['git', 'diff'],
    ]);
    expect(existsSync(join(ROOT, 'node_modules/prettier/bin/prettier.cjs'))).toBe(true);
  });
});
