import { FrameSocket, type Frame } from './frame-socket';

const BATCH = '42/stream,["batch",[{"seq":';
const EVENT = '42["tool_event",{"seq":';
const ID = '"id":"';
const SEQ = Buffer.from('{"seq":');
/** A `batch` frame that asks for an acknowledgement ends so. */
const ASKING = Buffer.from('true]');

const [ZERO, NINE] = [0x30, 0x39];
const PATH = '/socket.io/?EIO=4&transport=websocket';

/** Who is connected to a server, and what they do with it. */
export interface ClientOptions {
  port: number;
  token: string;
  count: number;
  /** Which namespace they are clients of: `/stream` with its frames of events, or `/` with an event a frame. */
  namespace: '/stream' | '/';
  /** Where they begin; for `/stream`. */
  after?: number;
}

/**
 * Clients of one server that read as fast as can be: a frame costs them a look at its first and its last `seq`. They
 * acknowledge when they are asked to.
 */
export class StreamClients {
  /** Hears how far the slowest client is, whenever that changes. */
  onProgress: (seq: number) => void = () => undefined;
  readonly #clients: StreamClient[];
  #slowest = 0;

  private constructor(clients: StreamClient[], after: number) {
    this.#clients = clients;
    this.#slowest = after;
    for (const client of clients) client.onSeq = () => this.#advance();
  }

  static async connect(options: ClientOptions): Promise<StreamClients> {
    const clients = Array.from({ length: options.count }, () => new StreamClient(options));
    const all = new StreamClients(clients, options.after ?? 0);
    await Promise.all(clients.map((client) => client.ready));
    return all;
  }

  /** The newest `seq` that all clients have. */
  get slowest(): number {
    return this.#slowest;
  }

  /** Has the first client look up the `id` of each event that it gets from now on. */
  readIds(onId: (seq: number, id: string) => void): void {
    this.#clients[0]!.readIds(onId);
  }

  /** Resolves when all clients have got so far. */
  reach(seq: number): Promise<void> {
    const before = this.onProgress;
    return new Promise((resolve, reject) => {
      const check = (reached: number) => {
        if (reached < seq) return;
        this.onProgress = before;
        resolve();
      };
      this.onProgress = (reached) => {
        before(reached);
        check(reached);
      };
      for (const client of this.#clients) void client.lost.then(reject);
      check(this.#slowest);
    });
  }

  /** They stop reading, as clients that hang do. */
  pause(): void {
    for (const client of this.#clients) client.pause();
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #advance(): void {
    const slowest = this.#clients.reduce((least, { seq }) => Math.min(least, seq), Infinity);
    if (slowest === this.#slowest) return;
    this.#slowest = slowest;
    this.onProgress(slowest);
  }
}

/** A client that knows just enough of Engine.IO's and Socket.IO's framing. */
class StreamClient {
  /** The newest `seq` it has got. */
  seq: number;
  onSeq: () => void = () => undefined;
  /** Resolves when it gets events from now on. */
  readonly ready: Promise<void>;
  /** Resolves with what went wrong, if anything does. */
  readonly lost: Promise<Error>;
  readonly #socket: FrameSocket;
  readonly #options: ClientOptions;
  #onId: ((seq: number, id: string) => void) | null = null;
  #isReady: () => void = () => undefined;
  #lose: (error: Error) => void = () => undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.seq = options.after ?? 0;
    this.#socket = new FrameSocket(options.port, PATH);
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.ready = new Promise((resolve, reject) => {
      this.#isReady = resolve;
      void this.lost.then(reject);
    });
    this.#socket.onFrame = (frame) => this.#receive(frame);
    this.#socket.onEnd = (reason) => this.#lose(new Error(`a client was lost: ${reason}`));
  }

  readIds(onId: (seq: number, id: string) => void): void {
    this.#socket.keepsWhole = true;
    this.#onId = onId;
  }

  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.close();
  }

  #receive({ head, tail }: Frame): void {
    if (beginsWith(head, BATCH)) {
      this.#advance(numberAt(head, BATCH.length), numberAt(tail, tail.lastIndexOf(SEQ) + SEQ.length), head);
      if (tail.compare(ASKING, 0, ASKING.length, tail.length - ASKING.length) === 0) {
        this.#socket.send(`42/stream,["ack",${this.seq}]`);
      }
    } else if (beginsWith(head, EVENT)) {
      const seq = numberAt(head, EVENT.length);
      this.#advance(seq, seq, head);
    } else this.#greet(head.toString());
  }

  /** Takes events from `first` to `last`. */
  #advance(first: number, last: number, frame: Buffer): void {
    const expected = this.seq + 1;
    if (first !== expected) this.#lose(new Error(`a client got event ${first} instead of ${expected}`));
    if (this.#onId) this.#readIds(first, last, frame.toString('latin1'), this.#onId);
    this.seq = last;
    this.onSeq();
  }

  #readIds(first: number, last: number, frame: string, onId: (seq: number, id: string) => void): void {
    for (let seq = first, at = 0; seq <= last; seq++) {
      at = frame.indexOf(`{"seq":${seq},`, at);
      const begin = frame.indexOf(ID, at) + ID.length;
      onId(seq, frame.slice(begin, frame.indexOf('"', begin)));
    }
  }

  #greet(text: string): void {
    const { namespace, token, after = 0 } = this.#options;
    const prefix = namespace === '/' ? '' : `${namespace},`;
    if (text === '2') this.#socket.send('3');
    else if (text.startsWith('0')) this.#socket.send(`40${prefix}${JSON.stringify({ token })}`);
    else if (text.startsWith('40') && namespace === '/') this.#isReady();
    else if (text.startsWith('40')) {
      this.#socket.send(`42${prefix}0${JSON.stringify(['subscribe', { after, epoch: null }])}`);
    } else if (text.startsWith(`43${prefix}0[{`)) this.#isReady();
    else this.#lose(new Error(`a client got ${text.slice(0, 200)}`));
  }
}

function beginsWith(frame: Buffer, text: string): boolean {
  return frame.length > text.length && frame.toString('latin1', 0, text.length) === text;
}

/** Reads a number's digits without making a string of them. */
function numberAt(frame: Buffer, offset: number): number {
  let value = 0;
  for (let at = offset; frame[at]! >= ZERO && frame[at]! <= NINE; at++)
    value = value * 10 + frame[at]! - ZERO;
  return value;
}
