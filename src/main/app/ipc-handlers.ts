import { ipcMain, type WebContents } from 'electron';
import type { IpcMessages, IpcRequests } from '../../shared/ipc';
import { isOwn } from './lockdown';

type Handlers = {
  [Channel in keyof IpcRequests]: () => IpcRequests[Channel] | Promise<IpcRequests[Channel]>;
};

/**
 * Answers the window's requests. A request from anything but the main frame of the app's own page is refused, and so
 * is one that brings arguments: no channel takes any.
 */
export function handleIpc(handlers: Handlers): void {
  for (const [channel, handler] of Object.entries(handlers)) {
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      const frame = event.senderFrame;
      if (!frame || frame.parent !== null || !isOwn(frame.url))
        throw new Error(`${channel}: sender not allowed`);
      if (args.length > 0) throw new Error(`${channel}: takes no arguments`);
      return handler();
    });
  }
}

/** Tells the window something. */
export function sendIpc<Channel extends keyof IpcMessages>(
  contents: WebContents,
  channel: Channel,
  message: IpcMessages[Channel],
): void {
  contents.send(channel, message);
}
