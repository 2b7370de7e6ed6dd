import type { Result } from '../../figure';
import type { Bench } from '../../support/bench';
import { inTurn, resultOf } from '../../support/rounds';
import { caughtUp, openApp, openEmpty, serverOf, startApp, type Opened } from './app';
import { Traffic } from './traffic';

const STORED = 10_000;

/** From the start of the app to its first events in the window, against an Electron with an empty one. */
export async function start(bench: Bench): Promise<Result[]> {
  const home = bench.home();
  const filled = await openApp(bench, home);
  const { port, token } = serverOf(filled);
  await new Traffic(port, token).send(STORED);
  await caughtUp(filled, STORED);
  await filled.close();
  const measured = await inTurn(
    Math.min(bench.options.rounds, 5),
    () => timed(() => openEmpty(bench), 'p'),
    () => timed(() => startApp(bench, home), '[data-testid="overview-session"]'),
  );
  return [
    resultOf(
      {
        name: 'start to first events shown',
        unit: 'ms',
        goal: { of: 'ratio', atMost: 1.5 },
        against: 'an empty Electron window',
      },
      measured,
    ),
  ];
}

/** From opening a window until what it is opened for has been drawn in it, in ms, by the window's own clock. */
async function timed(open: () => Promise<Opened>, selector: string): Promise<number> {
  const begun = Date.now();
  const { page, close } = await open();
  const drawn = await page.waitForFunction(drawnAt, selector, { polling: 'raf' });
  const took = (await drawn.jsonValue()) - begun;
  await close();
  return took;
}

/** In the page: when it was drawn first, where it shows the element then; else when that came. 0 until both are there. */
function drawnAt(selector: string): number {
  const page = globalThis as { shownAt?: number };
  if (!document.querySelector(selector)) return 0;
  page.shownAt ??= Date.now();
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint ? Math.max(page.shownAt, performance.timeOrigin + paint.startTime) : 0;
}
