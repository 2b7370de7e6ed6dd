import type { MonitorEvent } from '../../../shared/events';
import { messageOf } from '../../../shared/message-of';
import { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from '../history/history-client';

/** How often faster than it was. */
export const SPEEDS = [1, 2, 5, 10, 25, 50] as const;
export type Speed = (typeof SPEEDS)[number];

/** More of a session is not read: it would not fit into memory. */
const MOST_EVENTS = 50_000;
/** How long one frame may work on getting to the moment that is asked for, in ms. */
const FRAME_BUDGET = 8;
const SLICE = 50;

/** A session's past as it was at any moment of it, played or gone to. Times in ms since the epoch. */
export class Replay {
  readonly activity = new ActivityStore();
  /** What was there is read; until then nothing can be played. */
  ready = $state(false);
  loaded = $state(0);
  problem = $state<string | null>(null);
  playing = $state(false);
  speed = $state<Speed>(10);
  from = $state(0);
  to = $state(0);
  /** The moment that is shown. */
  at = $state(0);

  readonly #abort = new AbortController();
  #events: MonitorEvent[] = [];
  /** When each event was to be seen: never before the one that came before it. */
  #times: number[] = [];
  /** How many of the events are shown. */
  #shown = 0;
  #frame = 0;
  #last = 0;

  /** Reads the session's whole history, and shows its end. */
  async open(history: HistoryClient, session: string): Promise<void> {
    const { signal } = this.#abort;
    try {
      for await (const page of history.pages({ session }, signal)) {
        this.#add(page.events);
        if (this.#events.length >= MOST_EVENTS) break;
      }
      this.from = this.#times[0] ?? 0;
      this.to = this.at = this.#times.at(-1) ?? 0;
      this.ready = true;
      this.#tick();
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    }
  }

  close(): void {
    this.#abort.abort();
    cancelAnimationFrame(this.#frame);
  }

  /** Goes to a moment. */
  seek(at: number): void {
    this.at = Math.min(this.to, Math.max(this.from, at));
    this.#tick();
  }

  /** Goes to the event before or after the moment that is shown. */
  step(direction: 1 | -1): void {
    const index = direction > 0 ? this.#indexAfter(this.at) : this.#indexAfter(this.at - 1) - 1;
    this.playing = false;
    this.seek(this.#times[index] ?? (direction > 0 ? this.to : this.from));
  }

  /** Plays on, from the beginning where it was at its end; or pauses. */
  toggle(): void {
    this.playing = !this.playing;
    if (this.playing && this.at >= this.to) this.at = this.from;
    this.#last = performance.now();
    this.#tick();
  }

  #add(events: readonly MonitorEvent[]): void {
    let last = this.#times.at(-1) ?? 0;
    for (const event of events) {
      last = Math.max(last, event.timestamp);
      this.#events.push(event);
      this.#times.push(last);
    }
    this.loaded = this.#events.length;
  }

  #tick(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => {
      if (this.playing) this.#advance(now);
      const behind = this.#catchUp();
      if (this.playing || behind) this.#tick();
    });
  }

  #advance(now: number): void {
    this.at = Math.min(this.to, this.at + Math.max(0, now - this.#last) * this.speed);
    this.#last = now;
    if (this.at >= this.to) this.playing = false;
  }

  /** Shows what happened up to the moment; true where there was not enough time for all of it. */
  #catchUp(): boolean {
    const wanted = this.#indexAfter(this.at);
    if (wanted < this.#shown) {
      this.activity.reset();
      this.#shown = 0;
    }
    const end = performance.now() + FRAME_BUDGET;
    while (this.#shown < wanted && performance.now() < end) {
      const next = Math.min(wanted, this.#shown + SLICE);
      this.activity.apply(this.#events.slice(this.#shown, next));
      this.#shown = next;
    }
    return this.#shown < wanted;
  }

  /** The index of the first event after a moment. */
  #indexAfter(at: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
