import { io } from 'socket.io-client';

/** A client of `/stream` that comes and goes, and goes on each time from where it was. */
export class ComingAndGoing {
  seq = 0;
  /** What came other than the event that follows the one before. */
  problems = [];
  #epoch = null;
  #socket = null;

  constructor(url, token) {
    this.url = url;
    this.token = token;
  }

  get isThere() {
    return this.#socket !== null;
  }

  come() {
    const socket = io(`${this.url}/stream`, {
      auth: { token: this.token },
      forceNew: true,
      transports: ['websocket'],
    });
    this.#socket = socket;
    socket.on('connect', async () => {
      const answer = await socket.emitWithAck('subscribe', { after: this.seq, epoch: this.#epoch });
      if (answer.error || answer.missed > 0 || answer.reset)
        this.problems.push(`at ${this.seq} the server answered ${JSON.stringify(answer)}`);
      else this.#epoch = answer.epoch;
    });
    socket.on('batch', (events, acknowledge) => {
      for (const { seq } of events) {
        if (seq !== this.seq + 1) this.problems.push(`${seq} came after ${this.seq}`);
        this.seq = seq;
      }
      if (acknowledge) socket.emit('ack', this.seq);
    });
  }

  go() {
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = null;
  }
}
