import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figure';
import { ask } from '../support/probe';
import { Relay } from '../support/relay';
import { inTurn, resultOf } from '../support/rounds';

const RATE = 2000;
const DURATION = 3000;

/** How long the main process keeps others waiting while events arrive and ten clients get them. */
export const eventLoop: Figure = {
  name: 'event-loop',
  async run(bench) {
    const server = await bench.server();
    const relay = await Relay.connect(server);
    bench.atEnd(() => relay.close());
    const delayWhile = async (work: () => Promise<unknown>) => {
      await ask(server.program, 'start of delays');
      await work();
      return ask(server.program, 'p99 of delays');
    };
    const measured = await inTurn(
      bench.options.rounds,
      () => delayWhile(() => sleep(DURATION)),
      () => delayWhile(() => relay.measure(RATE, DURATION)),
    );
    return [
      resultOf(
        {
          name: 'event loop delay at 2,000 events/s, p99',
          unit: 'ms',
          goal: { of: 'subject', atMost: 10 },
          against: 'the same server idle',
        },
        measured,
      ),
    ];
  },
};
