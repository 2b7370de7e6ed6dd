import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import type { IpcMessages } from '../../shared/ipc';
import { sendIpc } from './ipc-handlers';
import { PAGE_URL } from './ui-protocol';

/** The page's own background in both themes, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0e1014', light: '#f6f7f9' };

/** The app's one window. Closing it leaves the server and the tray as they are; `show` brings it back. */
export class MainWindow {
  #window: BrowserWindow | null = null;

  constructor(private readonly preload: string) {}

  /** Opens the window, or brings the open one to the front. */
  show(): void {
    if (!this.#window) {
      this.#window = this.#create();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  send<Channel extends keyof IpcMessages>(channel: Channel, message: IpcMessages[Channel]): void {
    if (this.#window) sendIpc(this.#window.webContents, channel, message);
  }

  #create(): BrowserWindow {
    const window = new BrowserWindow({
      width: 1280,
      height: 800,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Tooltrail',
      icon: join(import.meta.dirname, '../../resources/icons/app.png'),
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => (this.#window = null));
    void window.loadURL(PAGE_URL);
    return window;
  }
}
