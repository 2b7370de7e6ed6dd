import { Menu, nativeTheme, Tray } from 'electron';
import { trayImage } from './tray-icons';
import { hasTray } from './tray-presence';
import { trayView, type AppActions, type AppState } from './tray-view';

/** At login the desktop's tray may come up after the app: how often, and how long after another, it is looked for. */
const LOOKS = 12;
const LOOK_DELAY = 5000;

/** The icon in the system's tray. Everything it shows follows from the app's state, by one function. */
export class AppTray {
  #tray: Tray;
  #state: AppState;
  #looks = 0;

  constructor(
    state: AppState,
    private readonly actions: AppActions,
  ) {
    this.#state = state;
    this.#tray = this.#create();
    nativeTheme.on('updated', () => this.render(this.#state));
    void this.#awaitTray();
  }

  render(state: AppState): void {
    this.#state = state;
    const { icon, tooltip, menu } = trayView(state, this.actions);
    this.#tray.setImage(trayImage(icon));
    this.#tray.setToolTip(tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(menu));
  }

  #create(): Tray {
    const tray = new Tray(trayImage(trayView(this.#state, this.actions).icon));
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') tray.on('click', () => this.actions.show());
    return tray;
  }

  /** An icon made before there was a tray is never shown in it, so it is made anew. */
  async #awaitTray(): Promise<void> {
    const late = this.#looks++ > 0;
    if (!(await hasTray())) {
      if (this.#looks < LOOKS) setTimeout(() => void this.#awaitTray(), LOOK_DELAY);
    } else if (late) {
      this.#tray.destroy();
      this.#tray = this.#create();
      this.render(this.#state);
    }
  }
}
