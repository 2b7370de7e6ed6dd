import { ipcMain, type WebContents } from 'electron';
import type { z } from 'zod';
import {
  ipcArguments,
  type IpcAnswers,
  type IpcChannel,
  type IpcMessages,
  type IpcOutputs,
} from '../../shared/ipc';
import { isOwn } from './lockdown';

export type Handlers = {
  [Channel in IpcChannel]: (
    argument: IpcOutputs[Channel],
  ) => IpcAnswers[Channel] | Promise<IpcAnswers[Channel]>;
};

const schemas: { [Channel in IpcChannel]: z.ZodType<IpcOutputs[Channel]> } = ipcArguments;

/**
 * Answers the window's requests: those that `first` has a handler for at once, and with any other one, what `rest`
 * brings. Refused, with channel and field named, are requests from anything but the main frame of the app's own page, and
 * arguments that are not what the channel's schema says.
 */
export function handleIpc(first: Partial<Handlers>, rest: () => Promise<Handlers>): void {
  for (const channel of Object.keys(ipcArguments) as IpcChannel[]) handle(channel, first, rest);
}

function handle<Channel extends IpcChannel>(
  channel: Channel,
  first: Partial<Handlers>,
  rest: () => Promise<Handlers>,
): void {
  ipcMain.handle(channel, async ({ senderFrame: frame }, ...args: unknown[]) => {
    if (!frame || frame.parent !== null || !isOwn(frame.url))
      throw new Error(`${channel}: sender not allowed`);
    const argument = parseArgument(channel, args);
    const handler = first[channel] ?? (await rest())[channel];
    return handler(argument);
  });
}

function parseArgument<Channel extends IpcChannel>(channel: Channel, args: unknown[]): IpcOutputs[Channel] {
  if (args.length > 1) throw new Error(`${channel}: takes one argument at most`);
  const parsed = schemas[channel].safeParse(args[0]);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'argument'}: ${message}`,
  );
  throw new Error(`${channel}: ${faults.join('; ')}`);
}

/** Tells the window something. */
export function sendIpc<Channel extends keyof IpcMessages>(
  contents: WebContents,
  channel: Channel,
  message: IpcMessages[Channel],
): void {
  contents.send(channel, message);
}
