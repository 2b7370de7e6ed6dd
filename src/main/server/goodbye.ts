import type { Server, Socket } from 'socket.io';

/** How long a graceful stop waits for clients to take what was sent, and then for requests under way, in ms. */
export const CLOSING_GRACE = 1000;

/**
 * Closes the clients' transports once what was sent has left. Unlike disconnecting their sockets this lets them come
 * back by themselves. A client that does not read is not waited for beyond `CLOSING_GRACE`.
 */
export async function sayGoodbye(io: Server, namespaces: readonly string[]): Promise<void> {
  const transports = new Set<Socket['conn']>();
  for (const namespace of namespaces)
    for (const { conn } of io.of(namespace).sockets.values()) transports.add(conn);
  const closed = [...transports].map(
    (transport) =>
      new Promise<void>((resolve) => {
        transport.once('close', () => resolve());
        transport.close();
      }),
  );
  let patience: NodeJS.Timeout | undefined;
  const tooLong = new Promise((resolve) => (patience = setTimeout(resolve, CLOSING_GRACE)));
  await Promise.race([Promise.all(closed), tooLong]);
  clearTimeout(patience);
}
