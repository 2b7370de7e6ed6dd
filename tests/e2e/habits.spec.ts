import { CLAUDE, PERMISSIONS, recorded } from './support/recorded';
import { expect, test } from './support/shared-app';

test('nothing moves for those who want less motion, and what runs turns for others', async ({
  app,
  main,
}) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE).slice(0, 3));
  await expect(main.row('Bash', 'echo hello')).toBeVisible();
  const moving = () => main.page.evaluate(() => document.getAnimations().length);
  await expect.poll(moving).toBeGreaterThan(0);
  await main.page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(moving).toBe(0);
});

test('what has the focus can be seen, in both themes', async ({ app, main }) => {
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await expect(main.calls.first()).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await main.page.emulateMedia({ colorScheme });
    for (let stop = 0; stop < 20; stop++) {
      await main.page.keyboard.press('Tab');
      // A list shows where its focus is by the row that is chosen, a field by its frame, a separator by its colour.
      const plain = main.page.locator(
        ':focus:not([role="listbox"], [role="application"], [role="separator"])',
      );
      const unseen = await plain.evaluateAll((elements) =>
        elements.flatMap((element) =>
          [element, element.parentElement!].every((one) => getComputedStyle(one).outlineStyle === 'none')
            ? [element.outerHTML]
            : [],
        ),
      );
      expect(unseen, colorScheme).toEqual([]);
    }
  }
});

test('who waits is announced, and so is what the server does', async ({ app, main }) => {
  const announced = main.page.getByRole('status');
  await app.postAll('/hooks/claude-code', recorded(PERMISSIONS).slice(0, 5));
  await expect(announced.filter({ hasText: '1 waiting for you' })).toHaveCount(1);
  await main.page.evaluate(() => window.tooltrail.stop());
  await expect(announced.filter({ hasText: 'Server stopped' }).first()).toBeVisible();
});

test('times tell how long ago, and the day and hour to who points at them', async ({ app, main }) => {
  const day = () =>
    main.page.evaluate(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }).format());
  const before = await day();
  await app.postAll('/hooks/claude-code', recorded(CLAUDE));
  await main.go('Overview');
  const time = main.overview.first().locator('time');
  await expect(time).toHaveText(/^\s*\d+ s ago\s*$/);
  await expect(time).toHaveAttribute('title', new RegExp(`${before}|${await day()}`));
});
