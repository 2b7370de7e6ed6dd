import { expect, test } from './support/shared-app';
import type { MainPage } from './support/main-page';
import { CLAUDE, PERMISSIONS, recorded } from './support/recorded';

const slider = (main: MainPage) => main.page.getByRole('slider', { name: 'Moment' });

/** A recorded run, a second from each hook to the next. */
const timed = (name: string) =>
  recorded(name).map((payload, index) => ({ ...payload, timestamp: Date.now() - 60_000 + index * 1000 }));

/** Opens the replay of the one session that there is. */
async function startReplay(main: MainPage): Promise<void> {
  await main.selectSession('notes-app');
  await main.page.getByRole('button', { name: 'Replay' }).click();
  await expect(slider(main)).toBeVisible();
}

test('the slider shows the state as it was then', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', timed(PERMISSIONS));
  await startReplay(main);
  await slider(main).press('Home');
  await expect(main.calls).toHaveCount(0);
  const next = main.page.getByRole('button', { name: 'Next event' });
  for (let event = 0; event < 3; event++) await next.click();
  await expect(main.calls).toHaveCount(1);
  await expect(main.calls).toHaveAttribute('data-state', /running|waiting/);
  await slider(main).press('End');
  await expect(main.row('Bash', 'exit 3')).toHaveAttribute('data-state', 'failure');
  await main.page.getByRole('button', { name: 'Back to what is now' }).click();
  await expect(slider(main)).toHaveCount(0);
  await expect(main.row('Bash', 'exit 3')).toBeVisible();
});

test('a session is played from its beginning to its end', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', timed(CLAUDE));
  await startReplay(main);
  await main.page.getByRole('combobox', { name: /Speed/ }).click();
  await main.page.getByRole('option', { name: '50×' }).click();
  await slider(main).press('Home');
  await expect(main.calls).toHaveCount(0);
  await main.page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(main.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(main.row('Agent', 'Count files')).toHaveAttribute('data-state', 'success');
});
