import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Server, type Socket } from 'socket.io';
import type { Subscribe } from '../../src/shared/sockets';
import { listening } from '../support/listening';
import { beginning, events } from '../support/stream-frames';
import { expect, temporaryHome, test as base } from './support/app';

const TOKEN = 'f'.repeat(64);
const ORIGIN = 'tooltrail-ui://app';

/** A server of another make that serves the app's home, and says to the window what a test lets it say. */
class OddServer {
  /** What the window asked for. */
  readonly requests: Subscribe[] = [];
  readonly answers: unknown[] = [];
  readonly emitted: unknown[] = [];
  /** Whether the window is kept out. */
  isAway = false;
  #window: Socket | undefined;

  constructor(private readonly io: Server) {
    io.of('/stream').use(({ handshake }, next) =>
      next(this.isAway && handshake.headers.origin === ORIGIN ? new Error('away') : undefined),
    );
    io.of('/stream').on('connection', (socket) => {
      const isWindow = socket.handshake.headers.origin === ORIGIN;
      if (isWindow) this.#window = socket;
      socket.on('subscribe', (request: Subscribe, answer: (answer: unknown) => void) => {
        if (isWindow) this.requests.push(request);
        answer(isWindow && this.answers.length > 0 ? this.answers.shift() : beginning(request.after + 1));
      });
      socket.on('event', (_payload, answer: (answer: unknown) => void) => answer(this.emitted.shift()));
    });
  }

  /** Sends frames to the window, whatever they are. */
  send(...frames: unknown[]): void {
    for (const frame of frames) this.#window?.emit('batch', frame, true);
  }

  /** Lets go of the window, and keeps it out. */
  dropWindow(): void {
    this.isAway = true;
    this.#window?.disconnect();
  }

  async close(): Promise<void> {
    await this.io.close();
  }
}

const test = base.extend<{ odd: { server: OddServer; home: string } }>({
  odd: async ({}, use) => {
    const http = createServer((request: IncomingMessage, response) => {
      response.setHeader('access-control-allow-origin', ORIGIN);
      response.setHeader('access-control-allow-headers', 'authorization');
      response.setHeader('content-type', 'application/json');
      const isHealth = request.url === '/health';
      response.end(JSON.stringify(isHealth ? { service: 'tooltrail', pid: process.pid } : { head: 'odd' }));
    });
    const io = new Server(http, { cors: { origin: ORIGIN } });
    const port = await listening(http);
    const home = temporaryHome();
    const content = { port, pid: process.pid, token: TOKEN, version: '9.9.9', epoch: 'odd' };
    writeFileSync(join(home, 'server.json'), JSON.stringify(content), { mode: 0o600 });
    const server = new OddServer(io);
    await use({ server, home });
    await server.close();
  },
});

test('a server that says what nobody can read keeps the window from nothing that can be read', async ({
  odd: { server, home },
  start,
}) => {
  server.answers.push({ error: { code: 'odd', message: 'Not now' } });
  const main = await (await start({ home })).window();
  await expect.poll(() => server.requests.length, 'it asks again').toBe(2);
  await main.expectConnection('live');

  // Two clicks are two events, of which one waits for the other; the first is tried again.
  const refusal = { error: { code: 'malformed', message: 'Nothing is taken here' } };
  server.emitted.push({ error: { code: 'overloaded', message: 'Later' } }, refusal, { accepted: 1, seq: 1 });
  await main.page.getByRole('button', { name: 'Send it from here' }).dblclick();
  await expect(main.page.getByRole('alert')).toContainText('Nothing is taken here');
  await expect.poll(() => server.emitted.length).toBe(0);

  server.send('no events at all', [], events(1, 2), events(2, 3));
  await expect(main.status).toContainText('3 received');
  // What is left out is asked for once; what is left out again is gone.
  server.send(events(6));
  await expect.poll(() => server.requests.at(-1)?.after).toBe(3);
  server.send(events(6, 7));
  await expect(main.status).toContainText('2 events missed');
  await main.go('Session');
  await expect(main.calls).toHaveCount(5);
});

test('a computer that wakes up has its window back at once', async ({ odd: { server, home }, start }) => {
  const app = await start({ home });
  const main = await app.window();
  await main.expectConnection('live');
  const wake = () => app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
  await wake();
  expect(server.requests).toHaveLength(1);
  for (let lost = 1; lost <= 3; lost++) {
    const before = server.requests.length;
    server.dropWindow();
    await main.expectConnection('offline');
    server.isAway = false;
    await wake();
    await expect.poll(() => server.requests.length).toBe(before + 1);
    await main.expectConnection('live');
  }
});
