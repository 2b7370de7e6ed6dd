import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { Destination } from '../../shared/destination';
import type { IpcMessages } from '../../shared/ipc';
import { sendIpc } from './ipc-handlers';
import { hasTray } from './tray-presence';
import { PAGE_URL } from './ui-protocol';
import { fitBounds, readWindowState, SMALLEST, writeWindowState, type WindowState } from './window-state';

/** The page's own background in both themes, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0d0f13', light: '#f6f7f9' };
/** From the last move of the window to its being remembered, in ms. */
const SAVE_DELAY = 500;

interface WindowOptions {
  preload: string;
  /** Where position, size and zoom are kept. */
  stateFile: string;
  whenClosed: () => 'hide' | 'quit';
  /** Told when a window was made, so that it can be watched. */
  onCreated: (window: BrowserWindow) => void;
  /** Told when the user closed the window for the first time, and the app went on. */
  onFirstHidden: () => void;
}

/** The app's one window. Closing it leaves the server and the tray as they are; `show` brings it back. */
export class MainWindow {
  #window: BrowserWindow | null = null;
  #state: WindowState;
  #destination: Destination | null = null;
  #quitting = false;
  #saveTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: WindowOptions) {
    this.#state = readWindowState(options.stateFile);
    app.on('before-quit', () => (this.#quitting = true));
    nativeTheme.on('updated', () => this.#window?.setBackgroundColor(background()));
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  /** Opens the window, or brings the open one to the front, and leads it to where it is told. */
  show(destination?: Destination | null): void {
    if (destination) this.#lead(destination);
    if (!this.#window) {
      this.#window = this.#create((window) => window.show());
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Opens no window; or a minimized one, where else nothing would lead to the app. */
  async startHidden(): Promise<void> {
    if (await hasTray()) return;
    this.#window ??= this.#create((window) => window.minimize());
  }

  /** Where the window shall go once its page is there. It is told once. */
  takeDestination(): Destination | null {
    const destination = this.#destination;
    this.#destination = null;
    return destination;
  }

  send<Channel extends keyof IpcMessages>(channel: Channel, message: IpcMessages[Channel]): void {
    if (this.#window) sendIpc(this.#window.webContents, channel, message);
  }

  #lead(destination: Destination): void {
    // A page that is loading, or is to be made, asks by itself.
    this.#destination = destination;
    this.send('app:navigate', null);
  }

  #create(reveal: (window: BrowserWindow) => void): BrowserWindow {
    const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...fitBounds(this.#state.bounds, displays),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Tooltrail',
      icon: join(import.meta.dirname, '../../resources/icons/app.png'),
      backgroundColor: background(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    if (this.#state.maximized) window.maximize();
    // Not `ready-to-show`, which waits for a frame that a busy system may never ask a hidden window for.
    window.webContents.once('did-finish-load', () => reveal(window));
    window.webContents.on('did-finish-load', () => window.webContents.setZoomLevel(this.#state.zoomLevel));
    window.on('resize', () => this.#saveSoon(window));
    window.on('move', () => this.#saveSoon(window));
    window.on('close', (event) => this.#close(event, window));
    window.on('closed', () => (this.#window = null));
    this.options.onCreated(window);
    void window.loadURL(PAGE_URL);
    return window;
  }

  #close(event: Electron.Event, window: BrowserWindow): void {
    this.#save(window);
    if (this.#quitting) return;
    event.preventDefault();
    if (this.options.whenClosed() === 'quit') app.quit();
    else void this.#hide(window);
  }

  /** Without a tray the window stays where the user can find it. */
  async #hide(window: BrowserWindow): Promise<void> {
    const tray = await hasTray();
    if (window.isDestroyed()) return;
    if (tray) window.destroy();
    else window.minimize();
    if (this.#state.hinted) return;
    this.#keep({ ...this.#state, hinted: true });
    this.options.onFirstHidden();
  }

  #saveSoon(window: BrowserWindow): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.#save(window), SAVE_DELAY);
  }

  #save(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    const bounds = window.getNormalBounds();
    const zoomLevel = window.webContents.getZoomLevel();
    this.#keep({ ...this.#state, bounds, maximized: window.isMaximized(), zoomLevel });
  }

  #keep(state: WindowState): void {
    this.#state = state;
    writeWindowState(this.options.stateFile, state);
  }
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}
