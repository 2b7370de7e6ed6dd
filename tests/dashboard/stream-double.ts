import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { onTestFinished } from 'vitest';
import type { Subscribe } from '../../src/shared/sockets';
import { listening } from '../support/listening';
import { beginning } from '../support/stream-frames';

/** A server of `/stream` that says what the test lets it say: for frames that the real one never sends. */
export class StreamDouble {
  readonly requests: Subscribe[] = [];
  /** Its answers to `subscribe`, and what it sends right after them. */
  answer: (request: Subscribe) => unknown = ({ after }) => beginning(after + 1);
  greet: (request: Subscribe) => unknown[] = () => [];

  constructor(
    readonly io: Server,
    readonly url: string,
  ) {
    io.of('/stream').on('connection', (socket) => {
      socket.on('subscribe', (request: Subscribe, acknowledge: (answer: unknown) => void) => {
        this.requests.push(request);
        acknowledge(this.answer(request));
        for (const frame of this.greet(request)) socket.emit('batch', frame);
      });
    });
  }

  /** Sends a frame to everyone, whatever it is. */
  send(frame: unknown): void {
    this.io.of('/stream').emit('batch', frame);
  }

  /** Sends frames, each of which asks to be acknowledged; resolves to what is acknowledged first. */
  acknowledged(...frames: unknown[]): Promise<number> {
    return new Promise((resolve) => {
      for (const socket of this.io.of('/stream').sockets.values()) socket.once('ack', resolve);
      for (const frame of frames) this.io.of('/stream').emit('batch', frame, true);
    });
  }

  sendAway(): void {
    this.io.of('/stream').disconnectSockets();
  }
}

export async function startStreamDouble(): Promise<StreamDouble> {
  const http = createServer();
  const io = new Server(http);
  onTestFinished(() => io.close());
  return new StreamDouble(io, `http://127.0.0.1:${await listening(http)}`);
}
