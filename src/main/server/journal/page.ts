import type { MonitorEvent } from '../../../shared/events';
import type { Page, PageBounds, Utf8Page } from './protocol';

const utf8 = new TextDecoder();

/** The events of a page, whichever form it has. */
export function eventsOf({ events }: Page | Utf8Page): MonitorEvent[] {
  return JSON.parse(typeof events === 'string' ? events : utf8.decode(events)) as MonitorEvent[];
}

/** Gathers the events of a page, within its bounds. */
export class PageBuilder {
  readonly #texts: string[] = [];
  #bytes = 0;
  #from = 0;
  #to = 0;
  #more = false;

  constructor(private readonly bounds: PageBounds) {}

  /** Takes the next event; false when the page has no room for it. */
  add(seq: number, text: string): boolean {
    const { limit, maxLength } = this.bounds;
    const count = this.#texts.length;
    const bytes = this.#bytes + Buffer.byteLength(text) + 1;
    if (count === limit || (count > 0 && bytes > maxLength)) {
      this.#more = true;
      return false;
    }
    if (count === 0) this.#from = seq;
    this.#to = seq;
    this.#texts.push(text);
    this.#bytes = bytes;
    return true;
  }

  /** @param order that in which the events came */
  finish(order: 'oldest' | 'newest'): Page {
    const backwards = order === 'newest';
    if (backwards) this.#texts.reverse();
    return {
      events: `[${this.#texts.join()}]`,
      count: this.#texts.length,
      first: backwards ? this.#to : this.#from,
      last: backwards ? this.#from : this.#to,
      more: this.#more,
    };
  }
}
