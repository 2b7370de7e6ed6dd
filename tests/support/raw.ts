import net from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test writes byte by byte what no well-behaved client would send. */
export class RawConnection {
  text = '';
  readonly closed: Promise<string>;

  constructor(readonly socket: net.Socket) {
    socket.on('data', (chunk) => (this.text += chunk.toString()));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.text)));
    onTestFinished(() => void socket.destroy());
  }

  write(text: string): void {
    this.socket.write(text);
  }
}

export function connectRaw(port: number, host = '127.0.0.1'): Promise<RawConnection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () => resolve(new RawConnection(socket)));
    socket.once('error', reject);
  });
}

/** Sends one request with headers that fetch does not let one set; returns the whole answer. */
export async function sendRaw(port: number, lines: string[], body = ''): Promise<string> {
  const connection = await connectRaw(port);
  connection.write(
    `${lines.join('\r\n')}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return connection.closed;
}
