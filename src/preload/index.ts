import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, IpcMessages, IpcRequests } from '../shared/ipc';

function invoke<Channel extends keyof IpcRequests>(channel: Channel): Promise<IpcRequests[Channel]> {
  return ipcRenderer.invoke(channel) as Promise<IpcRequests[Channel]>;
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
};

contextBridge.exposeInMainWorld('tooltrail', bridge);
