import type { Figure } from '../../figure';
import { live } from './live';
import { memory } from './memory';
import { scroll } from './scroll';
import { start } from './start';

/** The real app's window, each measurement a figure of its own. */
export const WINDOW_FIGURES: readonly Figure[] = [
  { name: 'window-live', run: live },
  { name: 'window-scroll', run: scroll },
  { name: 'window-start', run: start },
  { name: 'window-memory', run: memory },
];
