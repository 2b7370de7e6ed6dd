import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './support/shared-app';
import { callLike } from './support/recorded';

test('files are opened in the editor only where they are files', async ({ app, main }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tooltrail-e2e-file-'));
  try {
    const [file, program] = [join(folder, 'notes.md'), join(folder, 'run.sh')];
    writeFileSync(file, '# Notes\n');
    writeFileSync(program, 'true\n');
    await app.electron.evaluate(({ shell }) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked, replaced: { ...shell } });
      shell.openPath = (path) => (asked.push(`open ${path}`), Promise.resolve(''));
      shell.showItemInFolder = (path) => void asked.push(`show ${path}`);
    });
    const open = (place: { path: string; line?: number }) =>
      main.page.evaluate((asked) => window.tooltrail.openInEditor(asked), place);
    expect(await open({ path: join(folder, 'gone') })).toEqual({ problem: 'The file is not there any more' });
    expect(await open({ path: folder })).toEqual({ problem: 'That is no file' });
    expect(await open({ path: program })).toEqual({ problem: null });
    await expect(open({ path: 'relative.md' })).rejects.toThrow('path');
    await expect(open({ path: file, line: -1 })).rejects.toThrow('line');

    const input = { file_path: file };
    await app.postAll(
      '/hooks/claude-code',
      callLike('Read', input, { file: { content: '# Notes\n', startLine: 1 } }),
    );
    await main.open(main.row('Read', 'notes.md'));
    await main.details.getByRole('button', { name: 'Open in the editor' }).click();
    await expect
      .poll(() => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
      .toEqual([`show ${program}`, `open ${file}`]);
  } finally {
    await app.electron.evaluate(({ shell }) => {
      Object.assign(shell, (globalThis as unknown as { replaced: Partial<Electron.Shell> }).replaced);
    });
    rmSync(folder, { recursive: true, force: true });
  }
});
