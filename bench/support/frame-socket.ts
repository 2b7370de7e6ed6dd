import { connect, type Socket } from 'node:net';

/** All sockets read into this one: what is in it is looked at before the next one reads. */
const READ = Buffer.allocUnsafe(256 * 1024);
/** How much is kept of the beginning and of the end of a frame that comes in several pieces, in bytes. */
const HEAD = 64;
const TAIL = 4096;
const UPGRADED = '\r\n\r\n';
const [TEXT, CLOSE] = [0x81, 0x88];
/** Lengths that say that the length itself follows, in 2 or 8 bytes. */
const [LENGTH_16, LENGTH_64] = [126, 127];

/** A frame's text. `head` and `tail` are the whole text where it is short, and may only be looked at at once. */
export interface Frame {
  head: Buffer;
  tail: Buffer;
}

/**
 * The client side of a WebSocket that costs next to nothing, so that a process can be many clients of a server without
 * being slower than it. Long frames are not put together: their beginning and end is all that is kept, unless the
 * whole of them is asked for.
 */
export class FrameSocket {
  onFrame: (frame: Frame) => void = () => undefined;
  onEnd: (reason: string) => void = () => undefined;
  /** Keeps frames whole: `head` and `tail` are both the whole text. */
  keepsWhole = false;
  readonly #socket: Socket;
  readonly #header = Buffer.alloc(10);
  #headerLength = 0;
  #upgraded = false;
  /** Bytes of the present frame that are still to come; 0 between frames. */
  #missing = 0;
  #kept: Frame | null = null;

  constructor(port: number, path: string) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: READ,
        callback: (bytes) => {
          this.#read(READ.subarray(0, bytes));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.onEnd(error.message));
    this.#socket.on('close', () => this.onEnd('the server hung up'));
    const headers = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
    const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`;
    const request = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers, key];
    this.#socket.write(`${request.join('\r\n')}${UPGRADED}`);
  }

  /** Sends a short text. */
  send(text: string): void {
    const payload = Buffer.from(text);
    if (payload.length > 0xffff) throw new Error('too long');
    const short = payload.length < LENGTH_16;
    const header = Buffer.alloc(short ? 6 : 8);
    header[0] = TEXT;
    header[1] = 0x80 | (short ? payload.length : LENGTH_16);
    // The mask that follows is zeros, which leave the text as it is.
    if (!short) header.writeUInt16BE(payload.length, 2);
    this.#socket.write(Buffer.concat([header, payload]));
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.onEnd = () => undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let at = this.#upgraded ? 0 : this.#afterUpgrade(chunk);
    while (at < chunk.length) {
      if (this.#missing === 0) at = this.#readHeader(chunk, at);
      const end = Math.min(chunk.length, at + this.#missing);
      if (end === at) continue;
      this.#missing -= end - at;
      this.#take(chunk.subarray(at, end));
      at = end;
    }
  }

  #afterUpgrade(chunk: Buffer): number {
    const end = chunk.indexOf(UPGRADED);
    if (end < 0 || !chunk.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      this.onEnd('the server does not speak WebSocket');
      return chunk.length;
    }
    this.#upgraded = true;
    return end + UPGRADED.length;
  }

  /** Returns the offset behind what it took. */
  #readHeader(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      this.#header[this.#headerLength++] = chunk[at++]!;
      const length = this.#header[1]!;
      const wanted = this.#headerLength < 2 || length < LENGTH_16 ? 2 : length === LENGTH_64 ? 10 : 4;
      if (this.#headerLength < wanted) continue;
      this.#headerLength = 0;
      if (this.#header[0] === CLOSE) this.onEnd('the server said goodbye');
      this.#missing =
        wanted === 2 ? length : wanted === 4 ? this.#header.readUInt16BE(2) : this.#header.readUInt32BE(6);
      return at;
    }
    return at;
  }

  /** Takes the next piece of the present frame. */
  #take(piece: Buffer): void {
    const kept = this.#kept;
    if (this.#missing > 0) this.#kept = this.#keep(kept, piece);
    else {
      this.#kept = null;
      this.onFrame(kept ? this.#joined(kept, piece) : { head: piece, tail: piece });
    }
  }

  /** Keeps what is needed of a piece that is not the last one. */
  #keep(kept: Frame | null, piece: Buffer): Frame {
    // The buffer that it was read into is used for the next one.
    const copy = Buffer.from(this.keepsWhole ? piece : piece.subarray(-TAIL));
    if (!kept) return { head: this.keepsWhole ? copy : Buffer.from(piece.subarray(0, HEAD)), tail: copy };
    return this.#joined(kept, copy);
  }

  #joined({ head, tail }: Frame, piece: Buffer): Frame {
    if (this.keepsWhole) {
      const whole = Buffer.concat([head, piece]);
      return { head: whole, tail: whole };
    }
    return {
      head: head.length < HEAD ? Buffer.concat([head, piece.subarray(0, HEAD)]) : head,
      tail: piece.length < TAIL ? Buffer.concat([tail, piece]).subarray(-TAIL) : piece,
    };
  }
}
