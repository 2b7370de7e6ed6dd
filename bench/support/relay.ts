import { PacedPosts, numberOfId } from './paced-posts';
import type { Listening } from './program';
import { quantile } from './rounds';
import { StreamClients } from './stream-clients';

const CLIENTS = 10;
/** The first part of each measurement does not count, in ms. */
const SETTLING = 500;
/** How long clients are waited for when everything has been posted, in ms. */
const PATIENCE = 3000;

/** How long events took from being posted to the last of ten clients, in ms. */
export interface Latency {
  p50: number;
  p99: number;
  /** Share of the events that all clients got, in %. */
  delivered: number;
  keptUp: boolean;
  /** CPU time of the server's main thread for one event, in ms. */
  cpu: number;
}

/** A server that hands posted events on to ten clients, and its clients. */
export class Relay {
  /** When all clients had got so far: `seq`s and times, both growing. */
  #reached: { seq: number; at: number }[] = [];
  /** The `seq` of each event, by its number. */
  readonly #seqs: number[] = [];

  private constructor(
    private readonly server: Listening,
    private readonly posts: PacedPosts,
    private readonly clients: StreamClients,
  ) {
    clients.onProgress = (seq) => this.#reached.push({ seq, at: performance.now() });
    clients.readIds((seq, id) => (this.#seqs[numberOfId(id)] = seq));
  }

  static async connect(server: Listening, namespace: '/stream' | '/' = '/stream'): Promise<Relay> {
    const { port, token } = server;
    const clients = await StreamClients.connect({ port, token, namespace, count: CLIENTS });
    return new Relay(server, new PacedPosts(port), clients);
  }

  /**
   * Posts events and times them.
   *
   * @param rate events per second
   * @param duration in ms, of which the first part does not count
   */
  async measure(rate: number, duration: number): Promise<Latency> {
    const { program } = this.server;
    const [first, cpu] = [this.posts.next, program.cpu];
    const before = this.clients.slowest;
    const { times, keptUp } = await this.posts.post(rate, duration);
    await Promise.race([
      this.clients.reach(before + times.length),
      new Promise((resolve) => setTimeout(resolve, PATIENCE)),
    ]);
    const latencies = this.#latencies(first, times).slice(Math.round((rate * SETTLING) / 1000));
    this.#reached = [];
    return {
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      delivered: (100 * (this.clients.slowest - before)) / times.length,
      keptUp,
      cpu: (program.cpu - cpu) / times.length,
    };
  }

  close(): void {
    this.clients.close();
  }

  /** Infinite for an event that did not reach all clients. */
  #latencies(first: number, times: number[]): number[] {
    return times.map((posted, index) => this.#timeOf(this.#seqs[first + index]) - posted);
  }

  #timeOf(seq = Infinity): number {
    let [low, high] = [0, this.#reached.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#reached[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return this.#reached[low]?.at ?? Infinity;
  }
}
