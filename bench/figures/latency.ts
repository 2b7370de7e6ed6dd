import type { Figure } from '../figure';
import { Relay } from '../support/relay';
import { each, inTurn, ratioOf, resultOf } from '../support/rounds';

const RATES = [1000, 5000];
const DURATION = 2500;
const AGAINST = 'node:http + ws, no journal';

/** From a post to the last of ten clients of `/stream`, durable, with a control that keeps nothing. */
export const latency: Figure = {
  name: 'latency',
  async run(bench) {
    const control = await Relay.connect(await bench.program('relay-bare'));
    bench.atEnd(() => control.close());
    const subject = await Relay.connect(await bench.server());
    bench.atEnd(() => subject.close());
    const results = [];
    for (const rate of RATES) {
      const rounds = await inTurn(
        bench.options.rounds,
        () => control.measure(rate, DURATION),
        () => subject.measure(rate, DURATION),
      );
      const name = `post to the tenth of 10 clients at ${rate.toLocaleString('en-US')}/s`;
      results.push(
        {
          ...resultOf(
            { name: `${name}, p50`, unit: 'ms', goal: { of: 'difference', atMost: 3 }, against: AGAINST },
            each(rounds, ({ p50 }) => p50),
          ),
          cpuRatio: ratioOf(each(rounds, ({ cpu }) => 1 / cpu)),
        },
        resultOf(
          { name: `${name}, p99`, unit: 'ms', goal: { of: 'ratio', atMost: 2.5 }, against: AGAINST },
          each(rounds, ({ p99 }) => p99),
        ),
        resultOf(
          { name: `${name}, delivered`, unit: '%', goal: { of: 'subject', atLeast: 100 }, against: AGAINST },
          each(rounds, ({ delivered }) => delivered),
        ),
      );
    }
    return results;
  },
};
