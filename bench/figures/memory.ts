import type { Figure, Result } from '../figure';
import { fill } from '../support/fill';
import { ask } from '../support/probe';
import { resultOf } from '../support/rounds';
import { StreamClients } from '../support/stream-clients';

const READING = 10;
const STALLED_RATE = 5000;
const STALLED_SECONDS = 20;
const MB = 1e6;

/** What the server's memory holds of a million events, ten clients that read them, and one that does not. */
export const memory: Figure = {
  name: 'memory',
  async run(bench) {
    const { program, port, token } = await bench.server(undefined, ['--expose-gc']);
    const used = async () => (await ask(program, 'memory')) / MB;
    const connect = async (count: number, after: number) => {
      const clients = await StreamClients.connect({ port, token, count, after, namespace: '/stream' });
      bench.atEnd(() => clients.close());
      return clients;
    };

    const reading = await connect(READING, 0);
    const idle = await used();
    const { events } = bench.options;
    await fill(port, events);
    await reading.reach(events);
    const stalled = await connect(1, events);
    stalled.pause();
    const more = STALLED_RATE * STALLED_SECONDS;
    await fill(port, more, STALLED_RATE);
    await reading.reach(events + more);
    const withStalled = await used();
    stalled.close();
    // Another question behind it is answered when the server has seen the client go.
    const other = await connect(1, events + more);
    other.close();
    const without = await used();

    const about = { unit: 'MB' } satisfies Partial<Result>;
    return [
      resultOf(
        {
          ...about,
          name: `heap + external, ${events.toLocaleString('en-US')} events in, 10 clients, 1 stalled`,
          goal: { of: 'difference', atMost: 50 },
          against: 'the same server idle',
        },
        { controls: [idle], subjects: [withStalled] },
      ),
      resultOf(
        {
          ...about,
          name: 'of which the stalled client',
          goal: { of: 'difference', atMost: 2 },
          against: 'without the stalled client',
        },
        { controls: [without], subjects: [withStalled] },
      ),
    ];
  },
};
