import type { Bench } from './support/bench';

/** What is measured. `events/s` and `requests/s` are better when higher, and so is `%`, the share delivered. */
export type Unit = 'events/s' | 'requests/s' | '%' | 'ms' | 'MB';

/**
 * What a result has to reach: of the ratio subject / control, of the difference subject − control, or of the subject
 * by itself. The latter two are in the result's unit.
 */
export type Goal =
  { of: 'ratio' | 'subject'; atLeast: number } | { of: 'ratio' | 'difference' | 'subject'; atMost: number };

/** One line of the table: medians over the rounds, and the control that was measured in turn with the subject. */
export interface Result {
  name: string;
  unit: Unit;
  goal: Goal;
  /** What the control is, in a few words. */
  against: string;
  subject: number;
  control: number;
  /** The median of each round's subject / control: what slows down a round slows down both. */
  ratio: number;
  /**
   * The same of what each can do in a second of its main thread's CPU time: what others do on the machine meanwhile
   * hardly matters to this. Null where it says nothing.
   */
  cpuRatio: number | null;
}

/** A measurement that can be chosen by its name. It may give several results. */
export interface Figure {
  name: string;
  run(bench: Bench): Promise<Result[]>;
}
