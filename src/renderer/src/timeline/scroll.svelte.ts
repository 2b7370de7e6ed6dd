import { untrack } from 'svelte';
import { firstSeq } from '../../../shared/activity/timeline';
import type { Activity } from '../../../shared/activity/types';

/** How high a row is, and what is free above the first and below the last one, in px. */
export const ROW = 32;
export const TOP = 6;
const BOTTOM = 12;
/** Rows that are made on either side of those in view. */
const BEYOND = 3;
/** The rows that are made change by so many at a time: each time all of them are written anew. */
const STEP = 2;
/** This near to the end counts as being there, in px. */
const NEAR = 16;

/** What of a scrolled element is needed. */
export type Viewport = Pick<HTMLElement, 'scrollTop'>;

/** How high a list of so many rows is, in px. */
export const heightOf = (length: number): number => TOP + length * ROW + BOTTOM;

/**
 * Where a reader is in a list of equally high rows. Keeps the newest row in view while they are at the end, and what is
 * being read in its place while they are elsewhere. Nothing is measured: no layout is forced by a list that grows.
 */
export class Scroll {
  /** Whether the list follows what is new. */
  following = $state(true);
  /** The height of what is seen of the list, in px. */
  height = $state(0);
  #offset = $state(0);
  /** The newest of all entries when the reader left the end. */
  #newest = $state(0);
  readonly #entries: () => readonly Activity[];
  #rows: readonly Activity[] = [];
  /** Where the list was put by this, until it has told so. */
  #expected: number | null = null;

  /** The first row that is made. */
  readonly first = $derived(Math.max(0, Math.floor((Math.floor(this.#offset / ROW) - BEYOND) / STEP) * STEP));
  /** How many rows are made. */
  readonly made = $derived(Math.ceil(this.height / ROW) + 2 * BEYOND + STEP);

  /** @param entries all there are: those that filters leave out are not new when they come to be rows */
  constructor(entries: () => readonly Activity[]) {
    this.#entries = entries;
  }

  get offset(): number {
    return this.#offset;
  }

  /** How many rows came since the reader left the end, wherever they stand: those of sub-agents do so further up. */
  fresh(rows: readonly Activity[]): number {
    if (this.following) return 0;
    return rows.reduce((count, row) => count + Number(firstSeq(row) > this.#newest), 0);
  }

  /** Rows have changed, and the list is as high as they are: goes on following, or stays with what is read. */
  place(viewport: Viewport, rows: readonly Activity[]): void {
    const before = this.#rows;
    this.#rows = rows;
    if (this.following) this.goToEnd(viewport);
    else untrack(() => this.#stay(viewport, before, rows));
  }

  /** Goes to the end, and follows it from then on. */
  goToEnd(viewport: Viewport): void {
    this.following = true;
    this.#moveTo(viewport, Math.max(0, heightOf(this.#rows.length) - this.height));
  }

  /** The list has moved. */
  scrolled({ scrollTop }: Viewport): void {
    const before = this.#offset;
    // Word of its own moves comes late, and says nothing about where the reader wants to be.
    const own = this.#expected !== null && Math.abs(scrollTop - this.#expected) < 1;
    this.#expected = null;
    this.#offset = scrollTop;
    if (own) return;
    const rest = heightOf(this.#rows.length) - this.height - scrollTop;
    // Going up, if only by a pixel of a smooth scroll, is leaving: the next row would else pull the reader back.
    if (scrollTop < before && rest > 1) this.leave();
    else if (rest <= NEAR) this.following = true;
  }

  /** The reader leaves the end. */
  leave(): void {
    if (!this.following) return;
    this.following = false;
    this.#newest = untrack(this.#entries).reduce((newest, entry) => Math.max(newest, firstSeq(entry)), 0);
  }

  /** Brings a row into view, and no further than that. */
  reveal(viewport: Viewport, index: number): void {
    if (index < this.#rows.length - 1) this.leave();
    const top = TOP + index * ROW;
    if (top < this.#offset) this.#moveTo(viewport, index === 0 ? 0 : top);
    else if (top + ROW > this.#offset + this.height) this.#moveTo(viewport, top + ROW - this.height);
  }

  /** A row that came in above the first one in view, or went from there, does not move that one. */
  #stay(viewport: Viewport, before: readonly Activity[], rows: readonly Activity[]): void {
    const index = Math.max(0, Math.floor((this.#offset - TOP) / ROW));
    const key = before[index]?.key;
    if (key === undefined || rows[index]?.key === key) return;
    const now = rows.findIndex((row) => row.key === key);
    if (now >= 0) this.#moveTo(viewport, this.#offset + (now - index) * ROW);
  }

  #moveTo(viewport: Viewport, offset: number): void {
    viewport.scrollTop = this.#expected = this.#offset = offset;
  }
}
