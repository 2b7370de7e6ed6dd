import { ipcMain, type WebContents } from 'electron';
import { z } from 'zod';
import { ipcArguments, type IpcArguments, type IpcMessages, type IpcRequests } from '../../shared/ipc';
import { isOwn } from './lockdown';

type Handlers = {
  [Channel in keyof IpcRequests]: (
    ...args: IpcArguments<Channel>
  ) => IpcRequests[Channel] | Promise<IpcRequests[Channel]>;
};

const schemas: Partial<Record<string, z.ZodTuple>> = ipcArguments;

/**
 * Answers the window's requests. A request from anything but the main frame of the app's own page is refused, and so
 * is one whose arguments are not those of its channel.
 */
export function handleIpc(handlers: Handlers): void {
  for (const [channel, handler] of Object.entries(handlers)) {
    const schema = schemas[channel] ?? z.tuple([]);
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      const frame = event.senderFrame;
      if (!frame || frame.parent !== null || !isOwn(frame.url))
        throw new Error(`${channel}: sender not allowed`);
      const parsed = schema.safeParse(args);
      if (!parsed.success) throw new Error(`${channel}: arguments not allowed`);
      return (handler as (...args: unknown[]) => unknown)(...parsed.data);
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
