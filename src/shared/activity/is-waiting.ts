import type { SessionActivity } from './types';

/** An agent that asked and has been silent for so long, in ms, has ended without a word: nobody waits to the next day. */
export const ASKS_FOR = 12 * 60 * 60 * 1000;

/** Whether a session waits for the user, as far as can be told. */
export function isWaiting({ state, lastAt }: SessionActivity, now: number): boolean {
  return state === 'waiting' && now - lastAt < ASKS_FOR;
}
