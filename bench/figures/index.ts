import type { Figure } from '../figure';
import { broadcast, broadcastByEmit } from './broadcast';
import { ingest } from './ingest';
import { ingestArrays } from './ingest-arrays';
import { WINDOW_FIGURES } from './window';

/** All figures, in the order of the table. */
export const FIGURES: readonly Figure[] = [
  broadcast,
  broadcastByEmit,
  ingest,
  ingestArrays,
  ...WINDOW_FIGURES,
];
