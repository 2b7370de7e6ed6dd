import { Menu, type MenuItemConstructorOptions } from 'electron';
import { serverItems, type AppActions, type AppState } from './tray-view';

/** The application's menu: the system's usual parts, settings, and what can be done with the server. */
export function renderAppMenu({ status }: AppState, actions: AppActions): void {
  const system: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...system,
    {
      role: 'fileMenu',
      submenu: [
        {
          label: 'Settings…',
          accelerator: 'CmdOrCtrl+,',
          click: () => actions.show({ view: 'settings' }),
        },
        { type: 'separator' },
        { role: 'close' },
        { label: 'Quit Tooltrail', accelerator: 'CmdOrCtrl+Q', click: actions.quit },
      ],
    },
    { role: 'editMenu' },
    { label: 'Server', submenu: serverItems(status, actions) },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
