import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const source = new URL('default-app/', import.meta.url);

/** Puts our default app where the runtime looks for its app; also into a runtime with an older one. */
export async function installDefaultApp(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(source)) {
    const target = join(folder, name);
    const content = await readFile(new URL(name, source), 'utf8');
    if ((await readFile(target, 'utf8').catch(() => '')) === content) continue;
    const temporary = `${target}.${process.pid}`;
    await writeFile(temporary, content);
    await rename(temporary, target);
  }
}
