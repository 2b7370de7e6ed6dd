import type { Result } from '../../figure';
import type { Bench } from '../../support/bench';
import { quantile } from '../../support/rounds';
import { caughtUp, openApp, serverOf, type Opened } from './app';
import { profiled } from './profile';
import { traced } from './trace';
import { Traffic } from './traffic';

const LOADED = 100_000;
const RATE = 1000;
const DURATION = 10_000;
const CLICKS = 15;

/** What the window does while twenty sessions send a thousand events a second, with a hundred thousand loaded. */
export async function live(bench: Bench): Promise<Result[]> {
  const app = await openApp(bench);
  const { port, token } = serverOf(app);
  const traffic = new Traffic(port, token);
  await traffic.send(LOADED);
  await caughtUp(app, LOADED);
  await app.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Session' }).click();
  const quiet = await traced(app, () => app.page.waitForTimeout(DURATION / 2));
  await traffic.flow(RATE, 2000);
  const busy = await traced(app, () => traffic.flow(RATE, DURATION));
  await profiled(app, bench.options.profiles, () => traffic.flow(RATE, DURATION));
  const clicks = await clicksToDetail(app);
  await app.close();
  return [
    result('scripting per frame, p95, 1,000 events/s', 8, p95(busy.scripting), p95(quiet.scripting)),
    result('longest task, 1,000 events/s', 50, busy.longest, quiet.longest),
    result('click to detail, p95', 100, p95(clicks), Math.min(...clicks)),
  ];
}

const p95 = (values: readonly number[]): number => (values.length === 0 ? 0 : quantile(values, 0.95));

function result(name: string, atMost: number, subject: number, control: number): Result {
  const against = name.startsWith('click') ? 'the quickest one' : 'the same, at rest';
  const ratio = subject / Math.max(control, 0.01);
  return {
    name,
    unit: 'ms',
    goal: { of: 'subject', atMost },
    against,
    subject,
    control,
    ratio,
    cpuRatio: null,
  };
}

/** How long it takes from a click on a row to the frame that shows its details, in ms. */
async function clicksToDetail({ page }: Opened): Promise<number[]> {
  const times: number[] = [];
  for (let click = 0; click < CLICKS; click++) {
    times.push(
      await page.evaluate(async (nth) => {
        const rows = document.querySelectorAll<HTMLElement>('[data-testid="timeline-row"][data-kind="call"]');
        const row = rows[nth % rows.length]!;
        const begun = performance.now();
        row.click();
        const shown = () => document.querySelector('aside [role="region"], aside [role="tabpanel"]');
        while (!shown()) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }, click),
    );
    await page.keyboard.press('Escape');
  }
  return times;
}
