import type { Figure } from '../figure';
import type { Bench } from '../support/bench';
import type { FeedOrder } from '../support/feed';
import { inTurn, rateOf, worked, type Work } from '../support/rounds';
import { StreamClients } from '../support/stream-clients';

/** Clients, and events in a round: some hundred ms of work. */
const SIZES = [
  [1, 60_000],
  [10, 20_000],
  [100, 3000],
] as const;

/** `/stream` as fast as its clients read, with nothing before the broadcaster. */
export const broadcast: Figure = {
  name: 'broadcast',
  async run(bench) {
    const results = [];
    for (const [clients, events] of SIZES) {
      const measured = await inTurn(
        bench.options.rounds,
        await broadcasting(bench, 'broadcast-bare', '/stream', clients, events),
        await broadcasting(bench, 'broadcast-stream', '/stream', clients, events),
      );
      const name = `/stream to ${clients} ${clients === 1 ? 'client' : 'clients'}`;
      const against = 'bare ws, same frames';
      const goal = { of: 'ratio', atLeast: 0.85 } as const;
      results.push(rateOf({ name, unit: 'events/s', goal, against }, measured));
    }
    return results;
  },
};

/** The same against what most programs do. */
export const broadcastByEmit: Figure = {
  name: 'broadcast-by-emit',
  async run(bench) {
    const measured = await inTurn(
      bench.options.rounds,
      await broadcasting(bench, 'broadcast-emit', '/', 10, 4000),
      await broadcasting(bench, 'broadcast-stream', '/stream', 10, 20_000),
    );
    const name = '/stream to 10 clients';
    const goal = { of: 'ratio', atLeast: 12 } as const;
    return [rateOf({ name, unit: 'events/s', goal, against: 'Socket.IO, one emit an event' }, measured)];
  },
};

/** Starts a program with its clients; returns what has it send so many events to them. */
async function broadcasting(
  bench: Bench,
  name: string,
  namespace: '/stream' | '/',
  count: number,
  events: number,
): Promise<() => Promise<Work>> {
  const { program, port, token } = await bench.program(name);
  const clients = await StreamClients.connect({ port, token, count, namespace });
  bench.atEnd(() => clients.close());
  const order = (what: FeedOrder) => program.send(what);
  clients.onProgress = (reached) => order({ reached });
  return async () => {
    order({ prepare: events });
    const { prepared } = await program.message<{ prepared: number }>();
    return worked(program, async () => {
      order({ go: true });
      await clients.reach(prepared);
      return events;
    });
  };
}
