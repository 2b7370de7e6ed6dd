import type { MenuItemConstructorOptions } from 'electron';
import type { ServerStatus } from '../../shared/ipc';
import { updateItems, type UpdateState } from './updates';

/** What the user can do from the tray and from the application's menu. */
export interface AppActions {
  show: () => void;
  start: () => void;
  stop: () => void;
  update: (version: string) => void;
  quit: () => void;
}

/** The state in a few words: the tray's tooltip and the first line of its menu. */
export function describeStatus(status: ServerStatus): string {
  switch (status.state) {
    case 'running':
      return `Listening on port ${status.port}`;
    case 'starting':
      return 'Starting…';
    case 'stopping':
      return 'Stopping…';
    case 'stopped':
      return 'Server stopped';
    case 'failed':
      return 'Server could not start';
  }
}

/** Start and stop, each only when it makes sense. */
export function serverItems(status: ServerStatus, actions: AppActions): MenuItemConstructorOptions[] {
  const { state } = status;
  return [
    {
      id: 'start',
      label: 'Start server',
      enabled: state === 'stopped' || state === 'failed',
      click: actions.start,
    },
    { id: 'stop', label: 'Stop server', enabled: state === 'running', click: actions.stop },
  ];
}

/** The tray's menu, made anew from the state alone. */
export function trayMenu(
  status: ServerStatus,
  update: UpdateState,
  actions: AppActions,
): MenuItemConstructorOptions[] {
  const notice = status.notice === null ? [] : [{ label: status.notice, enabled: false }];
  return [
    { id: 'status', label: describeStatus(status), enabled: false },
    ...notice,
    { type: 'separator' },
    { id: 'show', label: 'Show Tooltrail', click: actions.show },
    ...serverItems(status, actions),
    { type: 'separator' },
    ...updateItems(update, actions.update),
    { id: 'quit', label: 'Quit Tooltrail', click: actions.quit },
  ];
}
