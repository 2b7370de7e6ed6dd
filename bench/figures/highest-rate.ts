import type { Figure } from '../figure';
import { Relay } from '../support/relay';
import { resultOf } from '../support/rounds';

const DURATION = 1500;
/** The rates tried, in events per second: 1,000, and each is 1.15 times the one before. */
const RATES = Array.from({ length: 27 }, (_, step) => Math.round(1000 * 1.15 ** step));
/** A rate is too high when it fails so often in a row: others are at work on the machine too. */
const ATTEMPTS = 2;
const MOST_ROUNDS = 3;
const LONGEST = 100;

/** The highest rate at which events get to ten clients with a p99 below 100 ms, and all of them. */
export const highestRate: Figure = {
  name: 'highest-rate',
  async run(bench) {
    const bare = await Relay.connect(await bench.program('relay-bare'));
    bench.atEnd(() => bare.close());
    const emit = await Relay.connect(await bench.program('relay-emit'), '/');
    bench.atEnd(() => emit.close());
    const subject = await Relay.connect(await bench.server());
    bench.atEnd(() => subject.close());

    const rates = { bare: [] as number[], emit: [] as number[], subject: [] as number[] };
    for (const relay of [bare, emit, subject]) await relay.measure(RATES[0]!, DURATION);
    for (let round = 0; round < Math.min(bench.options.rounds, MOST_ROUNDS); round++) {
      rates.bare.push(await highest(bare));
      rates.emit.push(await highest(emit));
      rates.subject.push(await highest(subject));
    }
    const about = { name: 'highest rate to 10 clients, p99 < 100 ms', unit: 'events/s' } as const;
    return [
      resultOf(
        { ...about, goal: { of: 'ratio', atLeast: 0.6 }, against: 'node:http + ws, no journal' },
        { controls: rates.bare, subjects: rates.subject },
      ),
      resultOf(
        { ...about, goal: { of: 'ratio', atLeast: 2 }, against: 'Socket.IO, one emit an event, no journal' },
        { controls: rates.emit, subjects: rates.subject },
      ),
    ];
  },
};

/** Finds the rate by halving; 0 when even the lowest one is too high. */
async function highest(relay: Relay): Promise<number> {
  let [good, bad] = [-1, RATES.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await keepsUp(relay, RATES[middle]!)) good = middle;
    else bad = middle;
  }
  return RATES[good] ?? 0;
}

async function keepsUp(relay: Relay, rate: number): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { p99, delivered, keptUp } = await relay.measure(rate, DURATION);
    if (keptUp && delivered === 100 && p99 < LONGEST) return true;
  }
  return false;
}
