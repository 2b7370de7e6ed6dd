import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';

/** Where `npm run coverage` wants what pages ran; undefined in every other run. */
const FOLDER = process.env['TOOLTRAIL_COVERAGE'];

/** Has every page of an app measured from now on. */
export function measurePages(electron: ElectronApplication): void {
  if (!FOLDER) return;
  for (const page of electron.windows()) void page.coverage.startJSCoverage({ resetOnNavigation: false });
  electron.on('window', (page) => {
    // A page that is closed at once has nothing to tell.
    page.coverage.startJSCoverage({ resetOnNavigation: false }).catch(() => undefined);
  });
}

/** Writes down what the pages of an app ran. Those that were closed or crashed are left out. */
export async function keepMeasured(electron: ElectronApplication): Promise<void> {
  if (!FOLDER) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const page of electron.windows()) {
    const entries = await page.coverage.stopJSCoverage().catch(() => []);
    const own = entries
      .filter(({ url }) => /^tooltrail-(ui:|preload)/.test(url))
      // The page's text is that of the built files. The preload script's has a line before it, of the function within which
      // it runs: without that line's end, the others are where they were built.
      .map((entry) => ({
        ...entry,
        source: entry.url.startsWith('tooltrail-ui:') ? undefined : entry.source?.replace('\n', ' '),
      }));
    writeFileSync(join(FOLDER, `page-${randomUUID()}.json`), JSON.stringify(own));
  }
}
