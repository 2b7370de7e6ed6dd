import { app, dialog, type BrowserWindow, type RenderProcessGoneDetails } from 'electron';
import type { Logger } from '../server/logger';

/** So many crashes within this time, in ms, are a loop that loading the page again does not end. */
const MOST_CRASHES = 3;
const LOOP_TIME = 60_000;

/** Looks after a window whose page crashes or hangs. */
export class WindowGuard {
  #crashes: number[] = [];

  /** @param onReloaded told after a crash, when the page is loaded again */
  constructor(
    private readonly logger: Logger,
    private readonly onReloaded: () => void,
  ) {}

  watch(window: BrowserWindow): void {
    window.webContents.on('render-process-gone', (_event, details) => this.#crashed(window, details));
    window.on('unresponsive', () => void this.#askWhetherToWait(window));
  }

  #crashed(window: BrowserWindow, { reason, exitCode }: RenderProcessGoneDetails): void {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    this.#crashes = [...this.#crashes, now].filter((at) => at > now - LOOP_TIME);
    this.logger.error({ reason, exitCode, crashes: this.#crashes.length }, 'the window crashed');
    if (this.#crashes.length > MOST_CRASHES) {
      this.#crashes = [];
      void this.#giveUp(window);
      return;
    }
    this.onReloaded();
    window.webContents.reload();
  }

  async #giveUp(window: BrowserWindow): Promise<void> {
    window.destroy();
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: 'The window of Tooltrail crashes again and again',
      detail: 'It was closed. The server goes on, and loses nothing. Its log says more.',
      buttons: ['Close', 'Quit Tooltrail'],
    });
    if (response === 1) app.quit();
  }

  async #askWhetherToWait(window: BrowserWindow): Promise<void> {
    this.logger.warn('the window does not answer');
    const answered = new AbortController();
    window.once('responsive', () => answered.abort());
    window.once('closed', () => answered.abort());
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window does not answer',
      detail: 'The server goes on, and loses nothing.',
      buttons: ['Wait', 'Load it again'],
      cancelId: 0,
      signal: answered.signal,
    });
    if (response !== 1 || window.isDestroyed()) return;
    // What hangs does not take the wish to be loaded again: it has to go first, and the crash leads to the rest.
    window.webContents.forcefullyCrashRenderer();
  }
}
