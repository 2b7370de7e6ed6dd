import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test as base, type BrowserContext } from '@playwright/test';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import { MainPage } from '../../e2e/support/main-page';
import { installBridge } from './bridge';
import { openGate } from './gate';
import { servePage } from './page-server';

const HEADLESS = join(import.meta.dirname, '../../../out/main/headless.js');

/** A server in a process of its own, and what a page needs to be its window. */
interface Server {
  port: number;
  token: string;
  /** Posts as a hook does. */
  post: (path: string, body: unknown) => Promise<number>;
}

interface Fixtures {
  server: Server;
  /** Opens the window in a browser; `problems` gathers what its console says is wrong. */
  open: (context: BrowserContext) => Promise<{ main: MainPage; origin: string; problems: string[] }>;
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'tooltrail-chromium-'));
    const child = spawn(process.execPath, [HEADLESS, '--port', '0', '--home', home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: child.stdout }).once('line', resolve),
    );
    const { port, tokenFile } = JSON.parse(line) as { port: number; tokenFile: string };
    const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
    await use({
      port,
      token,
      post: async (path, body) => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return response.status;
      },
    });
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  },
  open: async ({ server }, use) => {
    const pages = await servePage();
    const gate = await openGate(server.port, pages.origin);
    await use(async (context) => {
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.push(message.text());
      });
      const { port, token } = server;
      await page.addInitScript(installBridge, { url: gate.url, token, port, settings: DEFAULT_SETTINGS });
      await page.goto(`${pages.origin}/index.html`);
      return { main: new MainPage(page), origin: pages.origin, problems };
    });
    gate.close();
    pages.close();
  },
});

export { expect };
