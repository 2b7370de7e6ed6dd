import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { ServerStatus } from '../../shared/ipc';
import { describeStatus, trayMenu, type AppActions } from './tray-menu';
import type { UpdateState } from './updates';

const ICONS = join(import.meta.dirname, '../../resources/icons');
const ICON_OF: Record<ServerStatus['state'], string> = {
  starting: 'tray-stopped.png',
  running: 'tray-running.png',
  stopping: 'tray-stopped.png',
  stopped: 'tray-stopped.png',
  failed: 'tray-failed.png',
};

/** The icon in the system's tray. Everything it shows follows from the server's state, by one function. */
export class AppTray {
  readonly #tray: Tray;

  constructor(
    status: ServerStatus,
    private readonly actions: AppActions,
  ) {
    this.#tray = new Tray(iconFor(status));
    this.#tray.on('click', actions.show);
    this.render(status, { kind: 'none' });
  }

  render(status: ServerStatus, update: UpdateState): void {
    this.#tray.setImage(iconFor(status));
    this.#tray.setToolTip(`Tooltrail: ${describeStatus(status)}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(status, update, this.actions)));
  }
}

function iconFor(status: ServerStatus): Electron.NativeImage {
  return nativeImage.createFromPath(join(ICONS, ICON_OF[status.state]));
}
