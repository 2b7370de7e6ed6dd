import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { EventJournal } from '../../src/main/server/event-journal';
import type { ServerOptions } from '../../src/main/server/server-options';
import { SocketIOServerCore } from '../../src/main/server/socketio-server-core';

export const TOKEN = randomBytes(32).toString('hex');

/** A server on a free port that is stopped when the test ends. */
export async function startTestServer(
  options: Partial<ServerOptions> = {},
  journal?: EventJournal,
): Promise<TestServer> {
  const core = new SocketIOServerCore({ port: 0, token: TOKEN, ...options }, journal);
  onTestFinished(() => core.forceStop());
  await core.start();
  return new TestServer(core);
}

/** A running server and how its clients reach it. */
export class TestServer {
  constructor(readonly core: SocketIOServerCore) {}

  get url(): string {
    return `http://127.0.0.1:${this.core.port}`;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.postText(path, JSON.stringify(body), headers);
  }

  postText(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  /** Reads as the holder of the token. */
  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${TOKEN}` } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
