import type { Result } from '../figure';
import type { Program } from './program';

/** What both sides measured, round by round. */
export interface Rounds<T> {
  controls: T[];
  subjects: T[];
}

/** Measures control and subject in turn, so that both see the same machine. The first time of each does not count. */
export async function inTurn<T>(
  rounds: number,
  control: () => Promise<T>,
  subject: () => Promise<T>,
): Promise<Rounds<T>> {
  const measured: Rounds<T> = { controls: [], subjects: [] };
  await control();
  await subject();
  for (let round = 0; round < rounds; round++) {
    measured.controls.push(await control());
    measured.subjects.push(await subject());
  }
  return measured;
}

type About = Pick<Result, 'name' | 'unit' | 'goal' | 'against'>;

/** The result of rounds of numbers. */
export function resultOf(about: About, rounds: Rounds<number>): Result {
  const { controls, subjects } = rounds;
  return {
    ...about,
    subject: median(subjects),
    control: median(controls),
    ratio: ratioOf(rounds),
    cpuRatio: null,
  };
}

/** How much was done, in how long, and with how much of the server's main thread, both in ms. */
export interface Work {
  done: number;
  time: number;
  cpu: number;
}

/** Does something a server works for, and measures both. */
export async function worked(program: Program, work: () => Promise<number>): Promise<Work> {
  const [begun, cpu] = [performance.now(), program.cpu];
  const done = await work();
  return { done, time: performance.now() - begun, cpu: program.cpu - cpu };
}

/** The result of rounds of work, per second. */
export function rateOf(about: About, rounds: Rounds<Work>): Result {
  const cpuRatio = ratioOf(each(rounds, ({ done, cpu }) => done / cpu));
  return {
    ...resultOf(
      about,
      each(rounds, ({ done, time }) => (done / time) * 1000),
    ),
    cpuRatio: Number.isFinite(cpuRatio) ? cpuRatio : null,
  };
}

/** The median of each round's subject / control. */
export function ratioOf({ controls, subjects }: Rounds<number>): number {
  return median(subjects.map((subject, round) => subject / controls[round]!));
}

/** One number out of each round's measurement. */
export function each<T>({ controls, subjects }: Rounds<T>, pick: (measured: T) => number): Rounds<number> {
  return { controls: controls.map(pick), subjects: subjects.map(pick) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0.99 is the value that 99 % do not exceed */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
