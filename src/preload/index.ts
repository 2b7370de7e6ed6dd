import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, IpcAnswers, IpcChannel, IpcInputs, IpcMessages } from '../shared/ipc';

function invoke<Channel extends IpcChannel>(
  channel: Channel,
  ...argument: IpcInputs[Channel] extends undefined ? [] : [IpcInputs[Channel]]
): Promise<IpcAnswers[Channel]> {
  return ipcRenderer.invoke(channel, ...argument) as Promise<IpcAnswers[Channel]>;
}

function listen<Channel extends keyof IpcMessages>(
  channel: Channel,
  listener: (message: IpcMessages[Channel]) => void,
): () => void {
  const receive = (_event: unknown, message: IpcMessages[Channel]) => listener(message);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

const bridge: Bridge = {
  info: () => invoke('app:info'),
  endpoint: () => invoke('server:endpoint'),
  status: () => invoke('server:status'),
  start: () => invoke('server:start'),
  stop: () => invoke('server:stop'),
  rotateToken: () => invoke('server:rotate-token'),
  playDemo: () => invoke('demo:play'),
  onStatus: (listener) => listen('server:changed', listener),
  jobs: {
    export: (request) => invoke('export:start', request),
    import: () => invoke('import:start'),
    compact: () => invoke('journal:compact'),
    list: () => invoke('job:list'),
    cancel: (id) => invoke('job:cancel', id),
    onChange: (listener) => listen('job:changed', listener),
  },
};

contextBridge.exposeInMainWorld('tooltrail', bridge);
