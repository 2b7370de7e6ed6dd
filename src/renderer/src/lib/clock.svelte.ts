import { createSubscriber } from 'svelte/reactivity';

const TICK = 1000;

/** The time, once a second, for whatever counts while it is on screen; it stands still while nobody reads it. */
class Clock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, TICK);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
