import type { VirtualizerHandle } from 'virtua/svelte';
import type { Activity } from '../../../shared/activity/types';

/** This near to the end counts as being there, in px. */
const NEAR = 16;

/**
 * Keeps the newest row in view while the reader is at the end of a list, and what is being read in its place while
 * they are elsewhere.
 */
export class Tail {
  /** Whether the list follows what is new. */
  following = $state(true);
  /** What was the last row when the reader left the end. */
  #last = $state<string | undefined>();
  #offset = 0;
  /** Where it has put the list itself, until the list has told so. */
  #expected: number | null = null;
  #anchor: { key: string; index: number; distance: number } | null = null;

  /** How many rows came at the end since the reader left it. */
  fresh(rows: readonly Activity[]): number {
    if (this.following) return 0;
    return rows.length - 1 - rows.findLastIndex(({ key }) => key === this.#last);
  }

  /** Goes to the end, and follows it from then on. */
  goToEnd(viewport: Pick<HTMLElement, 'scrollTop' | 'scrollHeight'>): void {
    this.following = true;
    viewport.scrollTop = viewport.scrollHeight;
    this.#expected = viewport.scrollTop;
  }

  /** The list has moved. */
  scrolled(list: VirtualizerHandle, rows: readonly Activity[]): void {
    const offset = list.getScrollOffset();
    const before = this.#offset;
    // Word of its own moves comes late, and says nothing about where the reader wants to be.
    const own = this.#expected !== null && Math.abs(offset - this.#expected) < 1;
    this.#offset = offset;
    this.#expected = null;
    if (own) return;
    const rest = list.getScrollSize() - list.getViewportSize() - offset;
    // Going up, if only by a pixel of a smooth scroll, is leaving: the next row would else pull the reader back.
    if (offset < before && rest > 1) this.leave(rows);
    else if (rest <= NEAR) this.following = true;
  }

  leave(rows: readonly Activity[]): void {
    if (this.following) this.#last = rows.at(-1)?.key;
    this.following = false;
  }

  /** To be called before rows change: remembers the first one in view. */
  hold(list: VirtualizerHandle, rows: readonly Activity[]): void {
    const offset = list.getScrollOffset();
    const index = list.findItemIndex(offset);
    const row = rows[index];
    this.#anchor = row ? { key: row.key, index, distance: offset - list.getItemOffset(index) } : null;
  }

  /** To be called after rows changed: a row that came above the remembered one does not move it. */
  restore(list: VirtualizerHandle, rows: readonly Activity[]): void {
    const anchor = this.#anchor;
    if (!anchor || rows[anchor.index]?.key === anchor.key) return;
    const index = rows.findIndex(({ key }) => key === anchor.key);
    if (index >= 0) list.scrollTo(list.getItemOffset(index) + anchor.distance);
  }
}
