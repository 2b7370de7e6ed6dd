import { onTestFinished } from 'vitest';
import type { EventJournal } from '../../src/main/server/event-journal';
import { SocketIOServerCore } from '../../src/main/server/socketio-server-core';
import { TOKEN } from '../support/server';

/** A port on which nobody listens any more. */
export async function freePort(): Promise<number> {
  const core = new SocketIOServerCore({ port: 0, token: TOKEN });
  const { port } = await core.start();
  await core.forceStop();
  return port;
}

/** A running server that comes back on the same port whenever it is started again. */
export async function startOnOnePort(journal?: EventJournal): Promise<{
  core: SocketIOServerCore;
  url: string;
}> {
  const port = await freePort();
  const core = new SocketIOServerCore({ port, token: TOKEN }, journal);
  onTestFinished(() => core.forceStop());
  await core.start();
  return { core, url: `http://127.0.0.1:${port}` };
}
