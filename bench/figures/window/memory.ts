import type { Result } from '../../figure';
import type { Bench } from '../../support/bench';
import { caughtUp, openApp, openEmpty, rendererMemory, serverOf } from './app';
import { Traffic } from './traffic';

const SETTLED = 3000;

/** What the window's process takes after all events of a long day have come by, against an empty window. */
export async function memory(bench: Bench): Promise<Result[]> {
  const { events } = bench.options;
  const empty = await openEmpty(bench);
  const control = await rendererMemory(empty);
  await empty.close();
  const app = await openApp(bench);
  const { port, token } = serverOf(app);
  await app.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Session' }).click();
  await new Traffic(port, token).send(events);
  await caughtUp(app, events);
  await app.page.waitForTimeout(SETTLED);
  const subject = await rendererMemory(app);
  await app.close();
  return [
    {
      name: `memory of the window after ${events.toLocaleString('en-US')} events`,
      unit: 'MB',
      goal: { of: 'difference', atMost: 150 },
      against: 'an empty window',
      subject,
      control,
      ratio: subject / control,
      cpuRatio: null,
    },
  ];
}
