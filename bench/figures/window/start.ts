import type { Result } from '../../figure';
import type { Bench } from '../../support/bench';
import { inTurn, resultOf } from '../../support/rounds';
import { caughtUp, openApp, openEmpty, serverOf } from './app';
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
    () =>
      timed(async () => {
        const empty = await openEmpty(bench);
        await empty.page.locator('p').waitFor();
        return empty.close;
      }),
    () =>
      timed(async () => {
        const app = await openApp(bench, home);
        await app.page.getByTestId('overview-session').first().waitFor();
        return app.close;
      }),
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

async function timed(open: () => Promise<() => Promise<void>>): Promise<number> {
  const begun = performance.now();
  const close = await open();
  const took = performance.now() - begun;
  await close();
  return took;
}
