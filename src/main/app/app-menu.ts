import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ServerStatus } from '../../shared/ipc';
import { serverItems, type AppActions } from './tray-menu';

/** The application's menu: the system's usual parts and the server's start and stop. */
export function renderAppMenu(status: ServerStatus, actions: AppActions): void {
  const system: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...system,
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'Server', submenu: serverItems(status, actions) },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
