import { expect, type Locator, type Page } from '@playwright/test';

export interface RowWanted {
  tool: string;
  summary: string;
  state: string;
  agent?: string;
}

/** The window, as a user finds their way in it. */
export class MainPage {
  readonly rows: Locator;
  readonly calls: Locator;
  readonly sessions: Locator;
  readonly connection: Locator;
  readonly details: Locator;
  readonly overview: Locator;
  readonly timeline: Locator;
  readonly lanes: Locator;
  readonly status: Locator;
  readonly palette: Locator;

  constructor(readonly page: Page) {
    this.rows = page.getByTestId('timeline-row');
    this.calls = page.locator('[data-testid="timeline-row"][data-kind="call"]');
    this.sessions = page.getByTestId('session-item');
    this.connection = page.getByTestId('connection-state');
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.overview = page.getByTestId('overview-session');
    this.timeline = page.getByRole('listbox', { name: 'Timeline' });
    this.lanes = page.getByRole('application', { name: /Calls over time/ });
    this.status = page.getByRole('contentinfo', { name: 'Status' });
    this.palette = page.getByRole('dialog', { name: 'Commands' });
  }

  /** Goes to a view by its tab. */
  async go(view: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('button', { name: view, exact: true })
      .click();
  }

  async expectConnection(state: string): Promise<void> {
    await expect(this.connection).toHaveAttribute('data-state', state);
  }

  /** Whether the app asks for dark, as long as the test has not asked Playwright for a theme again. */
  async isDark(): Promise<boolean> {
    // Playwright else plays a system that is light, whatever the app says.
    await this.page.emulateMedia({ colorScheme: null });
    return this.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  }

  row(tool: string, summary: string): Locator {
    return this.calls.and(this.page.locator(`[data-tool="${tool}"]`)).filter({ hasText: summary });
  }

  /** Rows of a sub-agent, or of the main agent. */
  ofAgent(id: string | undefined): Locator {
    return this.page.locator(id === undefined ? ':not([data-agent])' : `[data-agent="${id}"]`);
  }

  /** Opens a row's details. */
  async open(row: Locator): Promise<void> {
    await row.click();
    await expect(this.details).toBeVisible();
  }

  async selectSession(name: string): Promise<void> {
    await this.sessions.filter({ hasText: name }).first().click();
  }
}
