import type { Figure } from '../figure';
import { broadcast, broadcastByEmit } from './broadcast';
import { eventLoop } from './event-loop';
import { highestRate } from './highest-rate';
import { ingest } from './ingest';
import { ingestArrays } from './ingest-arrays';
import { journal } from './journal';
import { latency } from './latency';
import { memory } from './memory';
import { WINDOW_FIGURES } from './window';

/** All figures, in the order of the table. */
export const FIGURES: readonly Figure[] = [
  broadcast,
  broadcastByEmit,
  ingest,
  ingestArrays,
  latency,
  highestRate,
  journal,
  memory,
  eventLoop,
  ...WINDOW_FIGURES,
];
