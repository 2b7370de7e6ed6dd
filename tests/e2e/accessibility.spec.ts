import { expect, test } from './support/shared-app';
import { CLAUDE, PERMISSIONS, recorded } from './support/recorded';
import { seriousFaults } from './support/serious-faults';

const VIEWS = ['Overview', 'Session', 'Files', 'Tools', 'Search', 'Server'];

test('the way to the palette has its name where its words find no room', async ({ app, main }) => {
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(800, 800),
  );
  const search = main.page.getByRole('button', { name: 'Search tools, files, prompts, output' });
  await expect(search.locator('.cut')).toBeHidden();
  await search.click();
  await expect(main.palette).toBeVisible();
});

test('no view has a serious fault for those who see or point less, in either theme', async ({
  app,
  main,
}) => {
  test.setTimeout(180_000);
  const check = async (where: string) => expect(await seriousFaults(main.page), where).toEqual([]);
  await check('Welcome');
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await app.postAll('/hooks/claude-code', recorded(PERMISSIONS).slice(0, 5));
  await expect(main.sessions).toHaveCount(2);
  for (const view of VIEWS) {
    await main.go(view);
    await check(view);
  }
  await main.go('Session');
  await main.sessions.last().click();
  await main.open(main.row('Bash', 'echo hello'));
  await check('Details');
  await main.page.getByRole('button', { name: 'Replay' }).click();
  await expect(main.page.getByRole('slider', { name: 'Moment' })).toBeVisible();
  await check('Replay');
  const dialog = main.page.getByRole('dialog');
  for (const keys of ['Control+k', '?']) {
    await main.page.keyboard.press(keys);
    await expect(dialog).toBeVisible();
    await check(keys);
    await main.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await main.page.keyboard.press('Control+,');
  await expect(main.page.getByTestId('setting').first()).toBeVisible();
  await check('Settings');
});
