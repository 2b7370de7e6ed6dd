import type { CallActivity } from '../../shared/activity/types';
import { entryKeyOf } from '../../shared/activity/entry-key';
import type { MonitorEvent } from '../../shared/events';

/** The views, in the order of their tabs; settings have no tab. */
export const VIEWS = ['overview', 'session', 'files', 'tools', 'search', 'server', 'settings'] as const;
export type View = (typeof VIEWS)[number];

/** Where the user is. */
export interface Place {
  readonly view: View;
  /** Key of the session that is looked at; null for all. */
  readonly session: string | null;
  /** Key of the entry that is selected (`entryKeyOf` tells that of an event). */
  readonly entry: string | null;
  /** An event of that entry, to find it in the history where it is no longer in memory. */
  readonly seq: number | null;
}

const START: Place = { view: 'overview', session: null, entry: null, seq: null };
/** More steps back are not kept. */
const MOST_STEPS = 100;

/** Where the user is and was: one view, in it a session and an entry, and the way back. */
export class Navigation {
  /** Whether the entry's details are shown. */
  open = $state(false);
  #place = $state.raw(START);
  #past = $state.raw<readonly Place[]>([]);
  #future = $state.raw<readonly Place[]>([]);

  get view(): View {
    return this.#place.view;
  }

  get session(): string | null {
    return this.#place.session;
  }

  get entry(): string | null {
    return this.#place.entry;
  }

  get seq(): number | null {
    return this.#place.seq;
  }

  get canGoBack(): boolean {
    return this.#past.length > 0;
  }

  get canGoForward(): boolean {
    return this.#future.length > 0;
  }

  /** Goes to a view; session and entry stay what they are. */
  show(view: View): void {
    this.#go({ ...this.#place, view });
  }

  /** Shows a session, or all of them. */
  showSession(session: string | null): void {
    this.open = false;
    this.#go({ view: 'session', session, entry: null, seq: null });
  }

  /** Shows an entry of a session, with its details. */
  showEntry(session: string, entry: string): void {
    this.#go({ view: 'session', session, entry, seq: null });
    this.open = true;
  }

  /** Shows a call in its session, with its details, however long ago it was. */
  showCall({ sessionKey, key, startSeq, stopSeq }: CallActivity): void {
    this.#go({ view: 'session', session: sessionKey, entry: key, seq: startSeq ?? stopSeq });
    this.open = true;
  }

  /** Shows the moment of an event in its session, with its details, however long ago it was. */
  showEvent(event: MonitorEvent): void {
    this.#go({ view: 'session', session: event.session_id ?? '', entry: entryKeyOf(event), seq: event.seq });
    this.open = true;
  }

  /** Selects an entry where the user is. That is no step: going back leads to another place. */
  select(entry: string | null): void {
    this.#place = { ...this.#place, entry, seq: null };
    if (entry === null) this.open = false;
  }

  back(): void {
    const place = this.#past.at(-1);
    if (!place) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [this.#place, ...this.#future];
    this.#move(place);
  }

  forward(): void {
    const [place, ...rest] = this.#future;
    if (!place) return;
    this.#past = [...this.#past, this.#place];
    this.#future = rest;
    this.#move(place);
  }

  #go(place: Place): void {
    const { view, session, entry } = this.#place;
    if (place.view === view && place.session === session && place.entry === entry) return;
    this.#past = [...this.#past, this.#place].slice(-MOST_STEPS);
    this.#future = [];
    this.#place = place;
  }

  #move(place: Place): void {
    this.#place = place;
    if (place.entry === null) this.open = false;
  }
}
