import { readFileSync } from 'node:fs';
import type { MonitorEvent } from '../../src/shared/events';
import type { ServerStats } from '../../src/shared/stats';
import { startHeadless, type Headless } from './headless';
import { freePort } from './listening';

/** A server in a process of its own that listens, and how it is reached. */
export class HeadlessServer {
  private constructor(
    readonly headless: Headless,
    readonly port: number,
    readonly token: string,
  ) {}

  /** Starts it, on a port that it can have again where none is given, and waits until it listens. */
  static async start(home: string, options: StartOptions = {}): Promise<HeadlessServer> {
    const port = options.port ?? (await freePort());
    const args = ['--port', String(port), '--home', home, ...(options.args ?? [])];
    const headless = startHeadless(args, options.env);
    const { port: taken, tokenFile } = await headless.listening;
    const { token } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { token: string };
    return new HeadlessServer(headless, taken, token);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  post(body: unknown, path = '/api/events'): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async read<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.token}` } });
    return (await response.json()) as T;
  }

  stats(): Promise<ServerStats> {
    return this.read('/api/stats');
  }

  /** Everything in the history, in order. */
  async history(): Promise<MonitorEvent[]> {
    const events: MonitorEvent[] = [];
    for (;;) {
      const after = events.at(-1)?.seq ?? 0;
      const page = await this.read<{ events: MonitorEvent[] }>(`/api/events?after=${after}`);
      if (page.events.length === 0) return events;
      events.push(...page.events);
    }
  }

  /** Posts one event after the other until the server is gone; returns the ids of those that it acknowledged. */
  async postUntilGone(name: string): Promise<string[]> {
    const acknowledged: string[] = [];
    for (let count = 0; ; count++) {
      const id = `${name}-${count}`;
      try {
        if ((await this.post({ type: 'test', id })).status === 204) acknowledged.push(id);
      } catch {
        return acknowledged;
      }
    }
  }

  /** Ends the process, cleanly or not, and tells what it said. */
  end(signal: NodeJS.Signals = 'SIGTERM'): Headless['exited'] {
    this.headless.process.kill(signal);
    return this.headless.exited;
  }
}

interface StartOptions {
  port?: number;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}
