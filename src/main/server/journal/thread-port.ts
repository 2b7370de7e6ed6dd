import type { MessagePort } from 'node:worker_threads';
import { plainError, type PlainError } from './errors';
import type { Utf8Page } from './protocol';

/** What a thread can be asked: functions by name. */
export type Calls<T> = Record<keyof T, (...args: never[]) => unknown>;

export interface Request {
  call: string;
  args: unknown[];
  /** Comes back with the answer. */
  id: number;
}

export type Answer = { id: number; result: unknown } | { id: number; error: PlainError };

/** What ends the thread, once it has answered what it was asked before. */
export const END = null;

/** Answers what the other side of `port` asks of `calls`, until it is told to end. */
export function serve<T extends Calls<T>>(port: MessagePort, calls: T): void {
  const answer = async ({ call, args, id }: Request): Promise<Answer> => {
    try {
      return { id, result: await calls[call as keyof T](...(args as never[])) };
    } catch (error) {
      return { id, error: plainError(error) };
    }
  };
  port.on('message', (request: Request | typeof END) => {
    if (request === END) port.close();
    else void answer(request).then((message) => port.postMessage(message, handedOver(message)));
  });
}

/** A page's bytes go over to the other side, which saves copying them. */
function handedOver(answer: Answer): ArrayBuffer[] {
  const events = 'result' in answer && (answer.result as Partial<Utf8Page> | undefined)?.events;
  return events instanceof Uint8Array && events.buffer instanceof ArrayBuffer ? [events.buffer] : [];
}
