import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { repoRoot } from '../bootstrap/paths.mjs';

/** What pages run in workers is not measured. */
const NOT_MEASURED = ['src/renderer/src/detail/highlight/worker.ts'];

/**
 * The files of src/ that have code of their own: those of types alone, and those that only hand on what others have, leave
 * nothing that could be reached.
 *
 * @returns {Promise<string[]>} such as `src/main/index.ts`
 */
export async function sourcesWithCode() {
  const names = await readdir(join(repoRoot, 'src'), { recursive: true });
  const paths = names.map((name) => `src/${name.replaceAll('\\', '/')}`).filter(isSource);
  const has = await Promise.all(paths.map(hasCode));
  return paths.filter((_path, index) => has[index]);
}

function isSource(path) {
  return /\.(ts|svelte)$/.test(path) && !path.endsWith('.d.ts') && !NOT_MEASURED.includes(path);
}

async function hasCode(path) {
  if (path.endsWith('.svelte')) return true;
  const text = await readFile(join(repoRoot, path), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext, removeComments: true },
  });
  const { statements } = ts.createSourceFile(path, outputText, ts.ScriptTarget.ESNext);
  return statements.some(
    (statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement),
  );
}
