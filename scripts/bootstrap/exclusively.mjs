import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder } from './paths.mjs';
import { say } from './say.mjs';
import { atExit } from './signals.mjs';

// A crashed run's process number may belong to another program by now, which must not be waited for for ever.
const STALE = 30 * 60 * 1000;

/**
 * Has one run at a time make something: two that are started together would spoil each other's node_modules.
 * The lock is held as long as a process lives whose number is in it, so a child that outlives its killed
 * parent holds it as well.
 *
 * @param {string} target the path of what is made
 * @param {(holdWhileAlive: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function exclusively(target, work) {
  const folder = join(cacheFolder, 'locks');
  const lock = join(folder, createHash('sha256').update(target).digest('hex').slice(0, 16));
  await mkdir(folder, { recursive: true });
  for (let attempt = 1; !(await take(lock)); attempt++) {
    if (attempt === 2) say(`waiting for another run that makes ${target}`);
    await pause(250);
  }
  const release = () => rmSync(lock, { force: true });
  const forget = atExit(release);
  try {
    return await work((pid) => appendFileSync(lock, `${pid}\n`));
  } finally {
    release();
    forget();
  }
}

/** Takes the lock if it is free. One whose holders are gone is only removed: the next attempt may get it. */
async function take(lock) {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAbandoned(lock)) rmSync(lock, { force: true });
  return false;
}

function isAbandoned(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > STALE) return true;
    return !readFileSync(lock, 'utf8')
      .trim()
      .split('\n')
      .some((pid) => isAlive(Number(pid)));
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    // In a container whose first process reaps no orphans, an ended process stays on as a zombie.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}
