/// <reference types="electron-vite/node" />
import { Worker } from 'node:worker_threads';
import { fromPlainError, JournalError } from './errors';
import { END, type Answer, type Calls, type Request } from './thread-port';
import type { ThreadRole } from './worker';
import workerPath from './worker?modulePath';

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: JournalError) => void;
}

/** A thread of the journal, and what is asked of it. */
export class JournalThread<T extends Calls<T>> {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: JournalError | null = null;

  constructor(role: ThreadRole) {
    this.#worker = new Worker(workerPath, { name: `journal-${role}`, workerData: role });
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(`The journal's ${role} failed: ${error.message}`));
    this.#exited = new Promise((resolve) => this.#worker.on('exit', resolve));
    void this.#exited.then(() => this.#end(`The journal's ${role} has ended`));
  }

  /**
   * Asks the thread. Calls are taken up in the order in which they are made.
   *
   * @throws JournalError
   */
  call<K extends keyof T & string>(call: K, ...args: Parameters<T[K]>): Promise<Awaited<ReturnType<T[K]>>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const request: Request = { call, args, id: ++this.#asked };
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Resolves when the thread has ended, having done what it was asked before. */
  async end(): Promise<void> {
    // Never terminate(): the binding cannot be interrupted, and would take the whole process with it.
    this.#worker.postMessage(END);
    await this.#exited;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(fromPlainError(answer.error));
    else waiting?.resolve(answer.result as never);
  }

  #end(reason: string): void {
    this.#ended ??= new JournalError(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
