import type { Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

type Axe = typeof axe;

/** The rules whose outcome depends on colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds to be a serious fault of a page, in the dark or in the light: each rule, with the elements that break it. */
export async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await faultsOf(page, {});
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await faultsOf(page, { runOnly: OF_COLOURS });
  return [...dark.map((fault) => `dark: ${fault}`), ...light.map((fault) => `light: ${fault}`)];
}

function faultsOf(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (asked) => {
    const injected = window as unknown as { axe: Axe };
    const { violations } = await injected.axe.run(document, { ...asked, resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
  }, options);
}
