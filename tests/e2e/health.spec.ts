import { expect, test } from './support/shared-app';

const notes = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => ({ type: 'note', session_id: 'long', n: from + index }));

test('events that came and went while the window was away are told as missed', async ({ app, main }) => {
  const { page } = main;
  await app.post('/api/events', notes(10, 0));
  await expect(main.status).toContainText('10 received');
  await page.keyboard.press('p');
  await expect(main.status).toContainText('Paused');
  // What the server keeps is made so little that most of what comes meanwhile is gone when the window asks for it.
  await page.evaluate(() => window.tooltrail.changeSettings({ retentionEvents: 1000, bufferEvents: 1000 }));
  await main.expectConnection('paused');
  for (let part = 0; part < 12; part++) {
    const some = notes(1000, 10 + part * 1000);
    // The changed settings make the server start anew: until then it is not there to be posted to.
    await expect.poll(() => app.post('/api/events', some).catch(String)).toBe(204);
  }
  // Retention takes its time.
  await expect.poll(async () => (await app.history())[0]!.seq).toBeGreaterThan(11);
  await page.keyboard.press('p');
  await expect(main.status.getByRole('alert')).toContainText(/[\d,]+ events missed: they came and went/);
});

test('a window that cannot keep up says how far it is behind, and is live again when it has caught up', async ({
  app,
  main,
}) => {
  const { page } = main;
  await app.post('/api/events', notes(10, 0));
  await expect(main.status).toContainText('Live');
  await page.evaluate(() => {
    // As on a slow machine: with every look at the clock 5 ms more have gone by, so that little fits into a frame.
    const now = performance.now.bind(performance);
    let lost = 0;
    performance.now = () => now() + (lost += 5);
  });
  const said = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const status = document.querySelector('footer [role="status"]')!;
        const watch = new MutationObserver(() => {
          if (!status.textContent.startsWith('Behind')) return;
          watch.disconnect();
          resolve(status.textContent);
        });
        watch.observe(status, { childList: true, characterData: true, subtree: true });
      }),
  );
  for (let part = 0; part < 20; part += 4) {
    const parts = [part, part + 1, part + 2, part + 3];
    await Promise.all(parts.map((at) => app.post('/api/events', notes(1000, at * 1000))));
  }
  expect(await said).toMatch(/^Behind by [\d,]+ events$/);
  await expect(main.status).toContainText('Live');
  await expect(main.status).toContainText('20,010 received');
});
