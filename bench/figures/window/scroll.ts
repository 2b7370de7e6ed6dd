import type { Result } from '../../figure';
import type { Bench } from '../../support/bench';
import { each, inTurn, median } from '../../support/rounds';
import { caughtUp, openApp, serverOf, type Opened } from './app';
import { Traffic } from './traffic';

const LOADED = 20_000;
const DURATION = 3000;
/** What is scrolled as a control: as high a page with nothing on it. */
const EMPTY = 'empty-page';

/** How many frames a second there are while the timeline is scrolled from end to end, against an empty page. */
export async function scroll(bench: Bench): Promise<Result[]> {
  const app = await openApp(bench);
  const { port, token } = serverOf(app);
  await new Traffic(port, token).send(LOADED);
  await caughtUp(app, LOADED);
  await app.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Session' }).click();
  await app.page.getByRole('listbox', { name: 'Timeline' }).waitFor();
  await addEmptyPage(app);
  const measured = await inTurn(
    Math.min(bench.options.rounds, 5),
    () => frames(app, `#${EMPTY}`),
    () => frames(app, '[role="listbox"][aria-label="Timeline"]'),
  );
  await app.close();
  const shares = measured.subjects.map((subject, round) => (subject / measured.controls[round]!) * 100);
  const { subjects, controls } = each(measured, (count) => (count / DURATION) * 1000);
  return [
    {
      name: `frames while scrolling ${LOADED.toLocaleString('en-US')} events end to end`,
      unit: '%',
      goal: { of: 'subject', atLeast: 95 },
      against: `an empty page, ${median(controls).toFixed(0)} frames/s`,
      subject: median(shares),
      control: 100,
      ratio: median(subjects) / median(controls),
      cpuRatio: null,
    },
  ];
}

async function addEmptyPage({ page }: Opened): Promise<void> {
  await page.evaluate((id) => {
    const height = document.querySelector('[role="listbox"]')!.scrollHeight;
    const empty = document.createElement('div');
    empty.id = id;
    Object.assign(empty.style, {
      position: 'fixed',
      inset: '0',
      overflow: 'auto',
      zIndex: '99',
      display: 'none',
    });
    const content = document.createElement('div');
    content.style.height = `${height}px`;
    empty.append(content);
    document.body.append(empty);
  }, EMPTY);
}

/** Scrolls something from its end to its beginning within a while, and counts the frames that there are. */
function frames({ page }: Opened, selector: string): Promise<number> {
  return page.evaluate(
    async ([what, duration, empty]) => {
      const element = document.querySelector<HTMLElement>(what)!;
      document.getElementById(empty)!.style.display = what === `#${empty}` ? 'block' : 'none';
      const height = element.scrollHeight - element.clientHeight;
      const begun = performance.now();
      let count = 0;
      for (let passed = 0; passed < duration; passed = performance.now() - begun) {
        element.scrollTop = height * (1 - passed / duration);
        await new Promise(requestAnimationFrame);
        count++;
      }
      return count;
    },
    [selector, DURATION, EMPTY] as const,
  );
}
