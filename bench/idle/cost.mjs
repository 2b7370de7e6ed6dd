import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
const read = (path) => readFileSync(path, 'utf8');

/**
 * What a program and all its children have used so far, from /proc.
 *
 * @param {number} root the program's process
 * @returns {{cpuSeconds: number, pssMB: number, wakeUps: number, processes: number}}
 *   `pssMB`: memory, with what processes share divided among them; `wakeUps`: how often a thread has slept and gone on
 */
export function costOf(root) {
  const cost = { cpuSeconds: 0, pssMB: 0, wakeUps: 0, processes: 0 };
  for (const pid of withChildren(root)) {
    try {
      cost.cpuSeconds += cpuSeconds(pid);
      cost.pssMB += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))[1]) / 1024;
      cost.wakeUps += wakeUps(pid);
      cost.processes += 1;
    } catch (error) {
      // A process that ended while it was looked at has nothing to add.
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
  }
  return cost;
}

/** Fields 14 and 15 of `stat`; the name before them may hold spaces, and ends with the last bracket. */
function cpuSeconds(pid) {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function wakeUps(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => read(`/proc/${pid}/task/${thread}/status`))
    .reduce((sum, status) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)[1]), 0);
}

function withChildren(pid) {
  let children = [];
  try {
    children = readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' '))
      .filter(Boolean);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
  return [pid, ...children.flatMap((child) => withChildren(Number(child)))];
}
