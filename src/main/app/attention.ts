import { ASKS_FOR, isWaiting } from '../../shared/activity/is-waiting';
import type { SessionActivity } from '../../shared/activity/types';
import type { MonitorEvent } from '../../shared/events';
import type { Settings } from '../../shared/settings';
import { nameOf } from './tray-view';

/** From an event to a look at the sessions, in ms: under load many events share one look. */
const LOOK_DELAY = 300;
/** How long news are gathered before they are told, in ms. What is over by then is not told. */
const GATHERING = 1500;
/** Turns whose beginning is remembered. */
const MOST_TURNS = 1000;
const MINUTE = 60_000;
/** What happened longer ago is no news, in ms: it was imported, or waited for the app to be started. */
const NEWS_AGE = 5 * MINUTE;

export type NewsKind = 'waiting' | 'failure' | 'longTurn';

/** What the user may want to be told, about one session or several. */
export interface News {
  kind: NewsKind;
  title: string;
  body: string;
  /** The session that it is about; null for several. */
  session: string | null;
}

interface Item {
  kind: NewsKind;
  session: string;
  title: (name: string) => string;
  body: string;
}

export interface AttentionSource {
  readonly sessions: ReadonlyMap<string, SessionActivity>;
  onEvent(listener: (event: MonitorEvent) => void): void;
}

export type AttentionSettings = Pick<
  Settings,
  'notifyWaiting' | 'notifyFailure' | 'notifyLongTurn' | 'longTurnMinutes'
>;

const SETTING_OF = {
  waiting: 'notifyWaiting',
  failure: 'notifyFailure',
  longTurn: 'notifyLongTurn',
} as const satisfies Record<NewsKind, keyof AttentionSettings>;

/** Follows the events and knows who waits for the user, and what is worth telling: in few words, and together. */
export class Attention {
  #waiting: readonly SessionActivity[] = [];
  #known = new Set<string>();
  readonly #turnBegan = new Map<string, number>();
  #items: Item[] = [];
  #over: NodeJS.Timeout | undefined;
  readonly #lookSoon = gathered(() => this.#noticeWaiting(), LOOK_DELAY);
  readonly #tellSoon = gathered(() => this.#tell(), GATHERING);

  constructor(
    private readonly source: AttentionSource,
    private readonly settings: () => AttentionSettings,
    private readonly onWaiting: (waiting: readonly SessionActivity[]) => void,
    private readonly onNews: (news: News) => void,
  ) {
    source.onEvent((event) => this.#learn(event));
  }

  /** Sessions that wait for the user, the one that waits longest first. */
  get waiting(): readonly SessionActivity[] {
    return this.#waiting;
  }

  /** Looks at the sessions as they are, as after a start: who waits already is no news. */
  begin(): void {
    this.#known = new Set(this.#look().map(({ key }) => key));
  }

  #learn(event: MonitorEvent): void {
    if (event.agent_id === null) this.#learnOfTurn(event, event.session_id ?? '');
    this.#lookSoon();
  }

  #learnOfTurn({ type, timestamp, error }: MonitorEvent, session: string): void {
    if (type === 'prompt') {
      this.#turnBegan.delete(session);
      this.#turnBegan.set(session, timestamp);
      const [oldest] = this.#turnBegan.keys();
      if (this.#turnBegan.size > MOST_TURNS && oldest !== undefined) this.#turnBegan.delete(oldest);
    } else if (type === 'turn_error') {
      this.#turnBegan.delete(session);
      if (isPast(timestamp)) return;
      const body = error ?? 'The agent does not say why.';
      this.#gather({ kind: 'failure', session, title: (name) => `A turn failed in ${name}`, body });
    } else if (type === 'turn_stop') {
      const minutes = (timestamp - (this.#turnBegan.get(session) ?? timestamp)) / MINUTE;
      this.#turnBegan.delete(session);
      if (isPast(timestamp) || minutes < this.settings().longTurnMinutes) return;
      const body = `It took ${Math.round(minutes)} minutes.`;
      this.#gather({ kind: 'longTurn', session, title: (name) => `${name} is done`, body });
    }
  }

  #noticeWaiting(): void {
    const waiting = this.#look();
    for (const { key, waitingFor, lastAt } of waiting) {
      if (this.#known.has(key) || isPast(lastAt)) continue;
      this.#gather({
        kind: 'waiting',
        session: key,
        title: (name) => `${name} waits for you`,
        body: waitingFor ?? '',
      });
    }
    this.#known = new Set(waiting.map(({ key }) => key));
  }

  #look(): readonly SessionActivity[] {
    const waiting = [...this.source.sessions.values()]
      .filter((session) => isWaiting(session, Date.now()))
      .sort((one, other) => one.lastAt - other.lastAt);
    const changed =
      waiting.length !== this.#waiting.length ||
      waiting.some((session, index) => session !== this.#waiting[index]);
    this.#waiting = waiting;
    this.#lookWhenOver(waiting[0]);
    if (changed) this.onWaiting(waiting);
    return waiting;
  }

  /** Nobody may tell that the one who waits longest is given up: only time does. */
  #lookWhenOver(longest: SessionActivity | undefined): void {
    clearTimeout(this.#over);
    if (!longest) return;
    this.#over = setTimeout(() => this.#look(), longest.lastAt + ASKS_FOR - Date.now()).unref();
  }

  #gather(item: Item): void {
    if (!this.settings()[SETTING_OF[item.kind]]) return;
    // A session has one thing of a kind to tell at a time: the newest.
    this.#items = this.#items.filter(({ kind, session }) => kind !== item.kind || session !== item.session);
    this.#items.push(item);
    this.#tellSoon();
  }

  #tell(): void {
    this.#noticeWaiting();
    const items = this.#items.filter(({ kind, session }) => kind !== 'waiting' || this.#known.has(session));
    this.#items = [];
    for (const kind of ['waiting', 'failure', 'longTurn'] as const) {
      const alike = items.filter((item) => item.kind === kind);
      if (alike.length > 0) this.onNews(this.#newsOf(kind, alike));
    }
  }

  #newsOf(kind: NewsKind, items: Item[]): News {
    const [first] = items;
    if (first && items.length === 1) {
      const { session, body } = first;
      return { kind, title: first.title(this.#name(session)), body, session };
    }
    const names = [...new Set(items.map(({ session }) => this.#name(session)))];
    return { kind, title: TITLES[kind](items.length), body: names.join(', '), session: null };
  }

  #name(key: string): string {
    const session = this.source.sessions.get(key);
    return session ? nameOf(session) : 'A session';
  }
}

const TITLES: Record<NewsKind, (count: number) => string> = {
  waiting: (count) => `${count} sessions wait for you`,
  failure: (count) => `Turns failed in ${count} sessions`,
  longTurn: (count) => `${count} sessions are done`,
};

function isPast(timestamp: number): boolean {
  return Date.now() - timestamp > NEWS_AGE;
}

/** Runs `action` once, `delay` ms after the first of any number of calls. */
function gathered(action: () => void, delay: number): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      action();
    }, delay);
  };
}
