import type { JobControl } from '../../src/main/server/jobs/jobs';

/** A job that goes on to its end; what it told of its progress is in `told`. */
export function jobControl(signal = new AbortController().signal) {
  const told: [done: number, total: number][] = [];
  const control: JobControl = { signal, progress: (done, total) => void told.push([done, total]) };
  return { control, told };
}
