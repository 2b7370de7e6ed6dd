import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { firstSeq } from '../../../shared/activity/timeline';
import type { Activity, SessionActivity } from '../../../shared/activity/types';
import type { ActivityStore } from '../activity/activity.svelte';
import type { AppState } from '../app-state.svelte';
import { admission } from '../filters.svelte';
import { SessionHistory } from '../history/session-history.svelte';
import { Filtered } from '../timeline/filtered';
import { treeOf, type Tree } from '../timeline/tree';
import { Replay } from './replay.svelte';

/** After every event that there will ever be. */
const NEWEST = Number.MAX_SAFE_INTEGER - 1;
const FLAT: ReadonlyMap<string, number> = new Map();

/** What the session view shows: a session or all, live, from the history, or as it was at some moment. */
export class Viewed {
  replay = $state.raw<Replay | null>(null);
  /** Whether sub-agents stand below what started them; else all is in order of time. */
  grouped = $state(localStorage.getItem('timeline.grouped') !== 'false');
  readonly folded = new SvelteSet<string>();

  readonly #app: AppState;
  #history = $state.raw<SessionHistory | null>(null);
  readonly #filtered = new Filtered();
  /** The event from which the history was opened. */
  #openedAt = NEWEST;

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Null for all sessions. */
  readonly key: string | null = $derived.by(() => this.#app.navigation.session);

  /** The past of the session that is looked at, where it was asked for. */
  readonly history: SessionHistory | null = $derived.by(() =>
    this.#history?.key === this.key ? this.#history : null,
  );

  readonly activity: ActivityStore = $derived.by(() => {
    if (this.replay?.ready) return this.replay.activity;
    return this.history?.ready ? this.history.activity : this.#app.activity;
  });

  readonly session: SessionActivity | undefined = $derived.by(() =>
    this.key === null ? undefined : this.activity.session(this.key),
  );

  /** The entry whose details are shown. */
  readonly detail: Activity | undefined = $derived.by(() =>
    this.#app.navigation.open ? this.activity.entry(this.#app.navigation.entry) : undefined,
  );

  /** All entries, in order of time. */
  readonly entries: readonly Activity[] = $derived.by(() => this.activity.entries(this.key));

  readonly #admits = $derived.by(() => {
    const { values } = this.#app.filters;
    return admission(this.key === null ? values : { ...values, session: null });
  });

  readonly #admitted = $derived.by(() =>
    this.filtering ? this.#filtered.of(this.entries, this.#admits) : this.entries,
  );

  readonly tree: Tree = $derived.by(() => {
    const agents = this.session?.agents ?? [];
    if (!this.grouped || agents.length === 0) return { rows: this.#admitted, depths: FLAT, sizes: FLAT };
    return treeOf(this.#admitted, agents, this.folded);
  });

  /** Whether filters leave something out here. */
  get filtering(): boolean {
    return this.#app.filters.active.some((name) => name !== 'session' || this.key === null);
  }

  /** Whether it is a session that the history can be asked for: it cannot for events that name none. */
  get isRecorded(): boolean {
    return this.key !== null && this.key !== '';
  }

  /** Whether the history may tell of more before the first entry. */
  get hasOlder(): boolean {
    if (!this.isRecorded || this.replay) return false;
    return this.history ? this.history.more : this.#app.client.earlier > 0 || this.#app.activity.forgetful;
  }

  /** Reads more of what was before. */
  older(): void {
    if (this.history) void this.history.older();
    else if (this.hasOlder) this.#open(this.entries[0] ? firstSeq(this.entries[0]) : NEWEST);
  }

  /** The journal is another one: reads its history where it was asked for, and replays what was in the former no more. */
  renew(): void {
    this.endReplay();
    if (this.#history) this.retry();
  }

  /** Reads the history again that could not be read. */
  retry(): void {
    this.#history?.close();
    this.#history = null;
    this.find();
    if (!this.history) this.older();
  }

  /** Reads the session from the history where it, or the event that is asked for, is not in memory. */
  find(): void {
    const { session, entry, seq } = this.#app.navigation;
    untrack(() => {
      if (session === null || session === '') return;
      const from = seq ?? NEWEST;
      if (this.history && (seq === null || this.#openedAt === from)) return;
      const { activity } = this;
      if (activity.session(session) && (seq === null || activity.entry(entry))) return;
      this.#open(from);
    });
  }

  toggleGrouped(): void {
    this.grouped = !this.grouped;
    localStorage.setItem('timeline.grouped', String(this.grouped));
  }

  toggleFold(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key);
  }

  startReplay(): void {
    if (!this.key || this.replay) return;
    // What is selected would keep the list where it is, instead of where the replay is.
    this.#app.navigation.select(null);
    this.replay = new Replay();
    void this.replay.open(this.#app.history, this.key);
  }

  endReplay(): void {
    this.replay?.close();
    this.replay = null;
  }

  /** Lets go of what belongs to the session that was looked at before. */
  leave(): void {
    this.endReplay();
    this.#history?.close();
    this.#history = null;
  }

  #open(seq: number): void {
    if (this.key === null) return;
    const { history, client } = this.#app;
    this.#history?.close();
    this.#openedAt = seq;
    this.#history = new SessionHistory(history, this.key, (listener) => client.onEvents(listener));
    void this.#history.open(seq);
  }
}
