import type { MenuItemConstructorOptions } from 'electron';
import type { SessionActivity } from '../../shared/activity/types';
import type { Destination } from '../../shared/destination';
import type { ServerStatus } from '../../shared/ipc';
import { updateItems, type UpdateState } from './updates';

/** What the user can do from the tray and from the application's menu. */
export interface AppActions {
  /** Shows the window, and in it what is named. */
  show: (destination?: Destination | null) => void;
  start: () => void;
  stop: () => void;
  restart: () => void;
  copyEndpoint: () => void;
  update: (version: string) => void;
  quit: () => void;
}

/** All that tray and menus show. */
export interface AppState {
  status: ServerStatus;
  /** Sessions that wait for the user, the one that waits longest first. */
  waiting: readonly SessionActivity[];
  update: UpdateState;
}

export type TrayIcon = 'running' | 'stopped' | 'attention' | 'error';

export interface TrayView {
  icon: TrayIcon;
  tooltip: string;
  menu: MenuItemConstructorOptions[];
}

/** More sessions than these are only counted. */
const MOST_SESSIONS = 5;
const LONGEST_LABEL = 80;

/** The whole tray, made anew from the state alone. */
export function trayView(state: AppState, actions: AppActions): TrayView {
  const { status } = state;
  const words = describeStatus(status);
  const waiting = countWaiting(state);
  return {
    icon: iconOf(state),
    tooltip: ['Tooltrail', words, ...waiting].join(' · '),
    menu: [
      { id: 'status', label: words, enabled: false },
      ...(status.notice === null ? [] : [{ id: 'notice', label: cut(status.notice), enabled: false }]),
      ...waitingItems(state, actions),
      { type: 'separator' },
      { id: 'show', label: 'Show Tooltrail', click: () => actions.show() },
      { id: 'agents', label: 'Connect agents…', click: () => actions.show({ view: 'agents' }) },
      { id: 'settings', label: 'Settings…', click: () => actions.show({ view: 'settings' }) },
      { type: 'separator' },
      ...serverItems(status, actions),
      { type: 'separator' },
      ...updateItems(state.update, actions.update),
      { id: 'quit', label: 'Quit Tooltrail', click: actions.quit },
    ],
  };
}

/** The server's state in a few words. */
function describeStatus({ state, port }: ServerStatus): string {
  switch (state) {
    case 'running':
      return `Listening on port ${port}`;
    case 'attached':
      return `Attached to port ${port}`;
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

/** What can be done with the server, each only when it makes sense. One in another process is not ours to stop. */
export function serverItems({ state }: ServerStatus, actions: AppActions): MenuItemConstructorOptions[] {
  const stopped = state === 'stopped' || state === 'failed';
  const running = state === 'running';
  return [
    { id: 'start', label: 'Start server', enabled: stopped, click: actions.start },
    { id: 'stop', label: 'Stop server', enabled: running, click: actions.stop },
    { id: 'restart', label: 'Restart server', enabled: running, click: actions.restart },
    {
      id: 'endpoint',
      label: 'Copy endpoint',
      enabled: running || state === 'attached',
      click: actions.copyEndpoint,
    },
  ];
}

function iconOf({ status, waiting }: AppState): TrayIcon {
  if (status.state === 'failed') return 'error';
  if (waiting.length > 0) return 'attention';
  return status.state === 'running' || status.state === 'attached' ? 'running' : 'stopped';
}

function countWaiting({ waiting }: AppState): string[] {
  if (waiting.length === 0) return [];
  return [waiting.length === 1 ? '1 session waits for you' : `${waiting.length} sessions wait for you`];
}

/** A click leads to the session. */
function waitingItems(state: AppState, actions: AppActions): MenuItemConstructorOptions[] {
  const [heading] = countWaiting(state);
  if (heading === undefined) return [];
  const more = state.waiting.length - MOST_SESSIONS;
  return [
    { type: 'separator' },
    { id: 'waiting', label: heading, enabled: false },
    ...state.waiting.slice(0, MOST_SESSIONS).map((session, index) => ({
      id: `waiting-${index}`,
      label: cut(`${nameOf(session)}: ${session.waitingFor ?? ''}`),
      click: () => actions.show({ view: 'session', session: session.key }),
    })),
    ...(more > 0
      ? [{ id: 'waiting-more', label: `${more} more…`, click: () => actions.show({ view: 'overview' }) }]
      : []),
  ];
}

/** A session in one or two words. */
export function nameOf({ project, source }: SessionActivity): string {
  return project ?? source;
}

function cut(label: string): string {
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL - 1)}…`;
}
