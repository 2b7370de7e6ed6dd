import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writePrivateFile } from './private-file';

const serverFileSchema = z.object({
  port: z.int().min(1).max(65_535),
  pid: z.int().positive(),
  token: z.string(),
  version: z.string(),
  epoch: z.string(),
});
export type ServerFile = z.infer<typeof serverFileSchema>;

/** Tells local programs where the server listens: hooks read this file at each call. */
export function writeServerFile(file: string, content: ServerFile): void {
  writePrivateFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Null where there is none, or none that can be understood. */
function readServerFile(file: string): ServerFile | null {
  try {
    return serverFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Removes the file if it is still this process's own, and can be removed. */
export function removeServerFile(file: string): void {
  if (readServerFile(file)?.pid !== process.pid) return;
  try {
    rmSync(file, { force: true });
  } catch {
    // The disk has become one that cannot be written. Whoever follows the file finds nobody on the port.
  }
}

const healthSchema = z.object({ service: z.literal('tooltrail'), pid: z.int() });

/** The live server that already owns this home, or null: a file left behind by a crash does not count. */
export async function findLiveServer(file: string): Promise<ServerFile | null> {
  const known = readServerFile(file);
  // After a crash the port may be anybody's, and the token is nobody else's business.
  if (!known || known.pid === process.pid || !isAlive(known.pid)) return null;
  try {
    const response = await fetch(`http://127.0.0.1:${known.port}/health`, {
      // With access from outside nothing is answered without it.
      headers: { authorization: `Bearer ${known.token}` },
      signal: AbortSignal.timeout(2000),
    });
    const health = healthSchema.parse(await response.json());
    return health.pid === known.pid ? known : null;
  } catch {
    return null;
  }
}

/** Whether one of this user's own processes has this number. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
