import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Row {
  name: string;
  paths: string[];
  /** A title of a test, or a command. */
  proof: string;
}

const map = read('docs/testing.md').split('\n## Map\n')[1]!.split('\n## ')[0]!;
const cells = map
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| strategy ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
const rows: Row[] = cells.map(([name = '', ...rest]) => ({
  name,
  paths: rest.slice(0, -1).map(withoutTicks),
  proof: withoutTicks(rest.at(-1) ?? ''),
}));

const list: unknown = await import(pathToFileURL(join(ROOT, 'scripts/bugs/list.mjs')).href);
const { BUGS: bugs } = z
  .object({
    BUGS: z.array(
      z.object({
        component: z.string(),
        file: z.string(),
        find: z.string(),
        put: z.string(),
        test: z.tuple([z.string(), z.string()]),
      }),
    ),
  })
  .parse(list);

function withoutTicks(cell: string): string {
  return cell.replaceAll('`', '');
}

/** The titles of tests that a file has and that are run, templates as they are written. */
function titlesIn(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      const called = node.expression.getText(source);
      if (
        title &&
        /^(test|home|shared)\b/.test(called) &&
        !/\b(skip|todo|fixme|skipIf|runIf)\b/.test(called)
      ) {
        if (ts.isStringLiteralLike(title)) titles.push(title.text);
        else if (ts.isTemplateExpression(title)) titles.push(title.getText(source).slice(1, -1));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function isRun(path: string): boolean {
  return /^tests\/(socketio|integration|dashboard|performance)\/[\w-]+\.test\.ts$|^tests\/e2e\/[\w-]+\.spec\.ts$/.test(
    path,
  );
}

describe('the map of the testing strategy', () => {
  test('has a whole row for everything', () => {
    expect(rows.length).toBeGreaterThan(60);
    for (const row of cells)
      expect(
        row.filter((cell) => cell === ''),
        row[0],
      ).toEqual([]);
  });

  test.each(bugs)(
    'the bug in $component is put where it belongs, and its test is run',
    ({ file, find, test: [path, title] }) => {
      expect(read(file).split(find)).toHaveLength(2);
      expect(isRun(path)).toBe(true);
      expect(titlesIn(path)).toContain(title);
      expect(read('docs/testing.md')).toContain(`\`${path}\`: ${title}`);
    },
  );

  test.each(rows)('$name is where the map says', ({ paths, proof }) => {
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
    if (!proof.startsWith('npm ')) {
      const path = paths.at(-1)!;
      expect(isRun(path), `${path} is run`).toBe(true);
      expect(titlesIn(path)).toContain(proof);
      return;
    }
    const [, script = ''] = /^npm (?:run )?([\w:-]+)/.exec(proof)!;
    expect(Object.keys(scripts)).toContain(script);
    const kind = /--kind=(\w+)/.exec(proof)?.[1];
    if (kind) expect(read('scripts/test/kinds.mjs')).toContain(`\n  ${kind}: {`);
  });
});
