import type { MonitorEvent } from '../../../shared/events';
import type { AppInfo, Bridge, Endpoint, FirstLook, ServerStatus } from '../../../shared/ipc';
import type { Subscribed } from '../../../shared/sockets';
import { messageOf } from '../../../shared/message-of';
import type { ActivityStore } from '../activity/activity.svelte';
import type { HistoryClient } from '../history/history-client';
import { Listeners } from './listeners';
import { FrameQueue } from './frame-queue';
import { readBatchText } from './frames';
import { LagMeter } from './lag-meter';
import { SocketManager, type Position, type SocketState } from './socket-manager';

/** `stopped`: the server does not run, so there is nothing to connect to. `paused`: the user wants it to stand still. */
export type ConnectionState = SocketState | 'stopped' | 'paused';

const START: Position = { seq: 0, epoch: null };
/** How many of the newest events the window has once it has been open for a moment; older ones are in the history. */
const NEWEST = 20_000;
/** How many of them are read at a time, so that every frame has its turn. */
const EARLIER_PAGE = 250;

/** The window's side of the server: follows its state over the bridge, and feeds its events to the activity. */
export class DashboardClient {
  server = $state.raw<ServerStatus>({ state: 'starting', port: null, notice: null });
  info = $state.raw<AppInfo | null>(null);
  /** True once the first subscription has brought the newest of what was there. */
  loaded = $state(false);
  received = $state(0);
  /** Events from before the first that the window has. */
  earlier = $state(0);
  /** Events that came and went on the server while the window was away. */
  missed = $state(0);
  /** Events the server has and the window does not show yet. */
  behind = $state(0);
  /** From the server's getting an event to its being shown, in ms; the longest within a second or so. */
  lag = $state<number | null>(null);
  paused = $state(false);
  /** The newest `seq` that is shown. */
  shown = $state(0);
  #socket = $state<SocketState>('connecting');

  readonly #bridge: Bridge;
  readonly #activity: ActivityStore;
  readonly #history: HistoryClient;
  readonly #queue = new FrameQueue<MonitorEvent>(
    (events) => this.#apply(events),
    () => !this.loaded,
  );
  readonly #lag = new LagMeter();
  readonly #listeners = new Listeners<readonly MonitorEvent[]>('events');
  readonly #stats = new Listeners<void>('change of the figures');
  readonly #resets = new Listeners<void>('change of the journal');
  #manager: SocketManager | null = null;
  #endpoint: Endpoint = null;
  #position = START;
  /** The newest `seq` that the server is known to have, and that it had when the subscription began. */
  #head = 0;
  #liveAfter = 0;
  /** Ends the reading of what was before. */
  #reading: AbortController | null = null;
  #unfollow: () => void = () => undefined;

  constructor(bridge: Bridge, activity: ActivityStore, history: HistoryClient) {
    this.#bridge = bridge;
    this.#activity = activity;
    this.#history = history;
  }

  /** Whether there is a server, here or in another process. */
  get serving(): boolean {
    return this.server.state === 'running' || this.server.state === 'attached';
  }

  get connection(): ConnectionState {
    if (this.serving) return this.paused ? 'paused' : this.#socket;
    return this.server.state === 'starting' ? 'connecting' : 'stopped';
  }

  /** Begins to follow the server. */
  async open(): Promise<void> {
    const before = this.server;
    this.#unfollow = this.#bridge.onStatus((status) => void this.#follow(status));
    const [info, status] = await Promise.all([this.#bridge.info(), this.#bridge.status()]);
    this.info = info;
    // What was told meanwhile is newer than the answer.
    if (this.server === before) await this.#follow(status);
  }

  /** Shows what is there before a server is: its stream goes on from there, or begins anew where it is another journal's. */
  show({ epoch, events: text }: FirstLook): void {
    const events = readBatchText(text) ?? [];
    const [first, newest] = [events[0], events.at(-1)];
    if (!first || !newest) return;
    this.#position = { seq: newest.seq, epoch };
    this.earlier = first.seq - 1;
    this.#liveAfter = newest.seq;
    this.#apply(events);
  }

  close(): void {
    this.#unfollow();
    this.#leave();
    this.#queue.close();
  }

  /** Tries to get the connection back at once, where it is lost: what waits for its time would come late. */
  reconnect(): void {
    if (this.#socket !== 'live') this.#manager?.connect().catch(() => undefined);
  }

  /** Calls `listener` with what is new after it has been taken in; returns how to stop that. */
  onEvents(listener: (events: readonly MonitorEvent[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when the server tells that its own figures have changed; returns how to stop that. */
  onStats(listener: () => void): () => void {
    return this.#stats.add(listener);
  }

  /** Calls `listener` when the events are those of another journal from then on; returns how to stop that. */
  onReset(listener: () => void): () => void {
    return this.#resets.add(listener);
  }

  /** Starts the server. */
  start(): Promise<void> {
    return this.#control(() => this.#bridge.start());
  }

  /** Stops the server; what was received stays in the window. */
  stop(): Promise<void> {
    return this.#control(() => this.#bridge.stop());
  }

  /** Stops the server and starts it again, even where the window is closed in between. */
  restart(): Promise<void> {
    return this.#control(() => this.#bridge.restart());
  }

  /** Lets what is shown stand still, or goes on from there: what came meanwhile is fetched then. */
  togglePause(): void {
    this.paused = !this.paused;
    if (this.paused) this.#leave();
    else if (this.#endpoint) this.#join(this.#endpoint.url, this.#endpoint.token);
  }

  /** Plays the sample session; false where it could not begin. */
  async playDemo(): Promise<boolean> {
    return this.#bridge.playDemo().catch(() => false);
  }

  /**
   * Sends an event of the window's own.
   *
   * @returns its `seq`
   * @throws Error when the server refuses it or does not run
   */
  send(type: string, data: Record<string, unknown>): Promise<number> {
    return this.#manager?.emitEvent(type, data) ?? Promise.reject(new Error('The server does not run'));
  }

  async #control(request: () => Promise<ServerStatus>): Promise<void> {
    try {
      await this.#follow(await request());
    } catch (error) {
      this.server = {
        state: 'failed',
        port: null,
        notice: messageOf(error),
      };
    }
  }

  async #follow(status: ServerStatus): Promise<void> {
    this.server = status;
    const endpoint = this.serving ? await this.#bridge.endpoint() : null;
    // While the endpoint was asked for, a newer state may have come and gone its own way.
    if (this.server !== status) return;
    if (endpoint?.url === this.#endpoint?.url && endpoint?.token === this.#endpoint?.token) return;
    this.#leave();
    this.#endpoint = endpoint;
    if (endpoint && !this.paused) this.#join(endpoint.url, endpoint.token);
  }

  #join(url: string, token: string): void {
    const manager = new SocketManager(url, token, this.#position);
    manager.onState((state) => (this.#socket = state));
    manager.onSubscribed((subscribed) => this.#begin(subscribed));
    manager.onMissed((count) => (this.missed += count));
    manager.onBatch((events) => this.#queue.push(events));
    manager.onStats(() => this.#stats.tell());
    this.#manager = manager;
    // How it stands is told by `onState`, and a failed attempt is followed by others.
    manager.connect().catch(() => undefined);
  }

  #leave(): void {
    if (!this.#manager) return;
    this.#stopReading();
    this.#position = this.#manager.position;
    this.#manager.disconnect();
    this.#manager = null;
    this.#socket = 'connecting';
  }

  #begin({ from, head, missed, reset }: Subscribed): void {
    this.#stopReading();
    if (reset) this.#startAnew();
    if (this.received === 0) this.earlier = from - 1;
    else this.missed += missed;
    this.#head = this.#liveAfter = head;
    this.#measure(from - 1);
    // The window itself is one more client.
    this.#stats.tell();
  }

  #startAnew(): void {
    this.#queue.clear();
    this.#activity.reset();
    this.received = 0;
    this.missed = 0;
    this.#resets.tell();
  }

  #apply(events: MonitorEvent[]): void {
    const newest = events.at(-1);
    if (!newest) return;
    this.#activity.apply(events);
    this.#listeners.tell(events);
    this.#manager?.handled(newest.seq);
    this.received += events.length;
    this.#head = Math.max(this.#head, newest.seq);
    this.#measure(newest.seq);
    // What was there before is as old as it is; only what came live tells how fast the way is.
    if (newest.seq > this.#liveAfter) this.lag = this.#lag.measure(newest.received_at);
  }

  #measure(shown: number): void {
    this.shown = shown;
    const newest = this.#manager?.position.seq ?? shown;
    this.behind = Math.max(this.#head, newest) - shown;
    if (this.behind > 0) return;
    this.loaded = true;
    if (this.#manager && !this.#reading) void this.#readEarlier();
  }

  /** Reads back, bit by bit, what was before the first look. What cannot be read now is, when there is a server again. */
  async #readEarlier(): Promise<void> {
    const { signal } = (this.#reading = new AbortController());
    try {
      while (this.earlier > 0 && this.received < NEWEST) {
        const query = { before: this.earlier + 1, limit: EARLIER_PAGE };
        const page = await this.#history.page(query, signal);
        const first = page.events[0];
        if (signal.aborted || page.epoch !== this.#manager?.position.epoch) return;
        this.#activity.applyEarlier(page.events);
        this.received += page.events.length;
        this.earlier = page.more && first ? first.seq - 1 : 0;
      }
    } catch {
      // The views that need more ask the history themselves, and say what is wrong with it.
    }
  }

  #stopReading(): void {
    this.#reading?.abort();
    this.#reading = null;
  }
}
