import type { Socket } from 'socket.io';
import type { StreamClientEvents, StreamServerEvents } from '../../../shared/sockets';
import type { AsText } from './packet-encoder';

export type StreamSocket = Socket<StreamClientEvents, AsText<StreamServerEvents>>;

/** What a client may have been sent beyond what it acknowledged. */
export const WINDOW = { events: 8192, bytes: 1536 * 1024 } as const;

/** Counts of what was sent. */
interface Amount {
  events: number;
  bytes: number;
}

/** A frame that asked for an acknowledgement, and all that was sent up to it. */
interface Mark extends Amount {
  seq: number;
}

/** Whether so much, sent since the last frame that asked for an acknowledgement, makes the next one due. */
const due = ({ events, bytes }: Amount) => events >= WINDOW.events / 2 || bytes >= WINDOW.bytes / 2;

/**
 * Tells which of the frames that followers share ask for an acknowledgement: every one after which half of the window was
 * sent since the last that did. The other half is for what a client was sent alone before (`StreamClient.asks`). So the
 * window never closes on a client that answers, and a client answers seldom.
 */
export class AskPace {
  #events = 0;
  #bytes = 0;

  asks({ events, bytes }: Amount): boolean {
    this.#events += events;
    this.#bytes += bytes;
    const asks = due({ events: this.#events, bytes: this.#bytes });
    if (asks) this.#events = this.#bytes = 0;
    return asks;
  }
}

/** How far a client of `/stream` is: what it was sent, and what it acknowledged. */
export class StreamClient {
  /** The newest `seq` sent to it. */
  sent = 0;
  #sent: Amount = { events: 0, bytes: 0 };
  #acknowledged: Mark = { seq: 0, events: 0, bytes: 0 };
  #marks: Mark[] = [];
  #wake: () => void = () => undefined;
  #turn = 0;

  constructor(readonly socket: StreamSocket) {
    socket.on('disconnect', () => this.#wake());
  }

  /** Whether it may be sent more. */
  get open(): boolean {
    const { events, bytes } = this.#acknowledged;
    return this.#sent.events - events < WINDOW.events && this.#sent.bytes - bytes < WINDOW.bytes;
  }

  /** How far it is known to be: all that was sent, while it owes no acknowledgement. */
  get position(): number {
    return this.#marks.length === 0 ? this.sent : this.#acknowledged.seq;
  }

  /**
   * Whether a frame that goes to it alone asks for an acknowledgement. What it was sent among the followers counts too:
   * they may have been asked while it was not among them.
   */
  asks({ events, bytes }: Amount): boolean {
    const asked = this.#marks.at(-1) ?? this.#acknowledged;
    return due({
      events: this.#sent.events - asked.events + events,
      bytes: this.#sent.bytes - asked.bytes + bytes,
    });
  }

  /** Begins anew after `seq`. */
  begin(seq: number): void {
    this.sent = seq;
    this.#sent = { events: 0, bytes: 0 };
    this.#acknowledged = { seq, events: 0, bytes: 0 };
    this.#marks = [];
  }

  /** Ends what was being sent to it before; returns what tells whether nobody else has done so since. */
  turn(): () => boolean {
    const turn = ++this.#turn;
    this.#wake();
    return () => this.#turn === turn && this.socket.connected;
  }

  /** Notes a frame that was sent to it. */
  note(amount: Amount, seq: number, asks: boolean): void {
    this.sent = seq;
    this.#sent.events += amount.events;
    this.#sent.bytes += amount.bytes;
    if (asks) this.#marks.push({ seq, ...this.#sent });
  }

  /** Takes the client's word that it has handled everything up to `seq`. */
  acknowledge(seq: number): void {
    while (this.#marks[0] && this.#marks[0].seq <= seq) this.#acknowledged = this.#marks.shift()!;
    if (this.open) this.#wake();
  }

  /** Resolves when it may be sent more, is gone, or has begun anew. */
  opened(): Promise<void> {
    if (this.open || !this.socket.connected) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
