import type { Socket } from 'socket.io';

export type Transport = Pick<Socket, 'conn'>;

interface Packet {
  data?: string | Buffer;
}

/** Packets that wait for the network to take those before them. Engine.IO tells this by no public name. */
function waitingFor({ conn }: Transport): Packet[] {
  return conn['writeBuffer'] as Packet[];
}

/** Whether nothing waits for the network. */
export function isIdle(socket: Transport): boolean {
  return waitingFor(socket).length === 0;
}

/** Whether more than so many packets, or so many UTF-16 units of them, wait for a client to read. */
export function exceeds(socket: Transport, packets: number, length: number): boolean {
  const waiting = waitingFor(socket);
  if (waiting.length > packets) return true;
  let sum = 0;
  for (const { data } of waiting) sum += data?.length ?? 0;
  return sum > length;
}

/** Resolves when what was sent to a client is in the network's hands, or the client is gone. */
export function drained(socket: Transport): Promise<void> {
  const { conn } = socket;
  if (isIdle(socket) || conn.readyState !== 'open') return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      conn.off('drain', done);
      conn.off('close', done);
      resolve();
    };
    conn.on('drain', done);
    conn.on('close', done);
  });
}
