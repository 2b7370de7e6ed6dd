import { onTestFinished, vi } from 'vitest';
import { SocketManager } from '../../src/renderer/src/connection/socket-manager';
import type { HeadlessServer } from './headless-server';

/** The dashboard's own client, which comes back by itself, and the `seq` of all that it handed out. */
export interface FollowingClient {
  manager: SocketManager;
  seqs: number[];
}

export function followingClient(url: string, token: string): FollowingClient {
  const manager = new SocketManager(url, token);
  const seqs: number[] = [];
  manager.onBatch((events) => {
    for (const { seq } of events) seqs.push(seq);
    manager.handled(seqs.at(-1)!);
  });
  // A server that is away is what these clients are for.
  manager.connect().catch(() => undefined);
  onTestFinished(() => manager.disconnect());
  return { manager, seqs };
}

/** Clients that have the first event, which is posted for them: who has nothing yet is given the newest 500 only. */
export async function followers(server: HeadlessServer, count: number): Promise<FollowingClient[]> {
  const clients = Array.from({ length: count }, () => followingClient(server.url, server.token));
  await server.post({ type: 'first' });
  await Promise.all(clients.map((client) => wholeUpTo(client, 1)));
  return clients;
}

/** Waits until the client has everything up to `head`; fails when anything is missing, repeated or out of order. */
export async function wholeUpTo({ seqs }: FollowingClient, head: number): Promise<void> {
  await vi.waitFor(
    () => {
      if (seqs.at(-1) !== head) throw new Error(`the client is at ${seqs.at(-1)} of ${head}`);
    },
    { timeout: 30_000, interval: 20 },
  );
  const wrong = seqs.findIndex((seq, index) => seq !== index + 1);
  if (wrong >= 0) throw new Error(`seq ${seqs[wrong]} follows ${seqs[wrong - 1]}`);
}
