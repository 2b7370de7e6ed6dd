import { contextBridge, ipcRenderer } from 'electron';
import { messageOf } from '../shared/message-of';
import type { Bridge, IpcAnswers, IpcChannel, IpcInputs, IpcMessages } from '../shared/ipc';

async function invoke<Channel extends IpcChannel>(
  channel: Channel,
  ...argument: IpcInputs[Channel] extends undefined ? [] : [IpcInputs[Channel]]
): Promise<IpcAnswers[Channel]> {
  try {
    return (await ipcRenderer.invoke(channel, ...argument)) as IpcAnswers[Channel];
  } catch (error) {
    // What the main process said, without what Electron puts before it.
    throw new Error(messageOf(error).replace(/^Error invoking remote method '[^']*': (?:\w+: )?/, ''), {
      cause: error,
    });
  }
}

function listen<Channel extends keyof IpcMessages>(
  channel: Channel,
  listener: (message: IpcMessages[Channel]) => void,
): () => void {
  const receive = (_event: unknown, message: IpcMessages[Channel]) => listener(message);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

// Asked for before the page asks, so that it can begin with it.
const firstLook = invoke('app:first-look');

const bridge: Bridge = {
  info: () => invoke('app:info'),
  firstLook: () => firstLook,
  endpoint: () => invoke('server:endpoint'),
  status: () => invoke('server:status'),
  start: () => invoke('server:start'),
  stop: () => invoke('server:stop'),
  restart: () => invoke('server:restart'),
  rotateToken: () => invoke('server:rotate-token'),
  playDemo: () => invoke('demo:play'),
  openInEditor: (place) => invoke('editor:open', place),
  agents: () => invoke('hooks:list'),
  planHooks: (request) => invoke('hooks:plan', request),
  applyHooks: (plan) => invoke('hooks:apply', plan),
  onStatus: (listener) => listen('server:changed', listener),
  jobs: {
    export: (request) => invoke('export:start', request),
    import: () => invoke('import:start'),
    compact: () => invoke('journal:compact'),
    list: () => invoke('job:list'),
    cancel: (id) => invoke('job:cancel', id),
    onChange: (listener) => listen('job:changed', listener),
  },
  notices: () => invoke('app:notices'),
  destination: () => invoke('app:destination'),
  onNavigate: (listener) => listen('app:navigate', () => listener()),
  onAwake: (listener) => listen('app:awake', () => listener()),
  settings: () => invoke('settings:read'),
  changeSettings: (change) => invoke('settings:change', change),
  resetSettings: (keys) => invoke('settings:reset', keys),
  onSettings: (listener) => listen('settings:changed', listener),
  revealLogs: () => invoke('logs:reveal'),
  copyDiagnostics: () => invoke('diagnostics:copy'),
};

contextBridge.exposeInMainWorld('tooltrail', bridge);
