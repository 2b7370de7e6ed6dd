// Loaded into the server before its own code, beside the product: tells the benchmark what only the process itself knows,
// and ends with the benchmark, however that ends.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import type { ProbeAnswer, ProbeQuestion } from '../support/probe';

/** Distance of two looks at the event loop, in ms; it is part of what the histogram holds. */
const RESOLUTION = 10;
const NS_PER_MS = 1e6;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });

const answers: Record<ProbeQuestion, () => number> = {
  memory: () => {
    // Twice: what the first finalises is free after the second.
    for (let time = 0; time < 2; time++) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  'start of delays': () => {
    delay.reset();
    return Number(delay.enable());
  },
  'p99 of delays': () => {
    delay.disable();
    return delay.percentile(99) / NS_PER_MS - RESOLUTION;
  },
};

if (isMainThread) {
  process.on('message', (question: ProbeQuestion) => {
    const answer: ProbeAnswer = { question, value: answers[question]() };
    process.send!(answer);
  });
  process.on('disconnect', () => process.exit());
}
