import { describe, expect, onTestFinished, test } from 'vitest';
import { SocketManager } from '../../src/renderer/src/connection/socket-manager';
import { MemoryJournal } from '../../src/main/server/memory-journal';
import { JournalFull } from '../../src/main/server/journal/errors';
import { freePort } from '../support/listening';
import { startTestServer, TOKEN, type TestServer } from '../support/server';

interface Page {
  events: { id: string; type: string; data: Record<string, unknown> }[];
}

async function typesOf(server: TestServer): Promise<string[]> {
  return (await server.get<Page>('/api/events')).events.map(({ type }) => type);
}

function managerOf(url: string): SocketManager {
  const manager = new SocketManager(url, TOKEN);
  onTestFinished(() => manager.disconnect());
  return manager;
}

describe('an event that the dashboard emits', () => {
  test('is stored, and its seq comes back', async () => {
    const server = await startTestServer();
    const manager = managerOf(server.url);
    await manager.connect();
    expect(await manager.emitEvent('note', { text: 'hello' })).toBe(1);
    expect((await server.get<Page>('/api/events')).events).toMatchObject([
      { type: 'note', trusted: true, data: { type: 'note', text: 'hello' } },
    ]);
  });

  test('is queued when disconnected, and sent in order once there is a server', async () => {
    const port = await freePort();
    const manager = managerOf(`http://127.0.0.1:${port}`);
    await expect(manager.connect()).rejects.toThrow();
    const emitted = ['first', 'second', 'third'].map((type) => manager.emitEvent(type, {}));
    const server = await startTestServer({ port });
    expect(await Promise.all(emitted)).toEqual([1, 2, 3]);
    expect(await typesOf(server)).toEqual(['first', 'second', 'third']);
  });

  test('is stored once when the server goes away before it answers', async () => {
    const journal = new MemoryJournal();
    const first = await startTestServer({}, journal);
    const manager = managerOf(first.url);
    await manager.connect();
    const append = journal.append.bind(journal);
    const stored = new Promise<void>((resolve) => {
      journal.append = async (drafts) => {
        await append(drafts);
        resolve();
        // The answer never comes.
        return new Promise(() => undefined);
      };
    });
    const emitted = manager.emitEvent('once', {});
    await stored;
    journal.append = append;
    const port = first.core.port!;
    await first.core.forceStop();
    const second = await startTestServer({ port }, journal);
    expect(await emitted).toBe(1);
    expect(await typesOf(second)).toEqual(['once']);
  });

  test('is tried again when the server has no room for it', async () => {
    const journal = new MemoryJournal();
    const server = await startTestServer({}, journal);
    const manager = managerOf(server.url);
    await manager.connect();
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new JournalFull('no room'));
    const emitted = manager.emitEvent('patient', {});
    await expect.poll(() => server.core.stats.events_dropped.not_stored).toBe(1);
    journal.append = append;
    expect(await emitted).toBe(1);
  });

  test('is refused with the server’s words when it is malformed, and the next ones are sent', async () => {
    const server = await startTestServer();
    const manager = managerOf(server.url);
    await manager.connect();
    const malformed = expect(manager.emitEvent('', {})).rejects.toThrow('type must be');
    const next = manager.emitEvent('fine', {});
    await malformed;
    expect(await next).toBe(1);
  });

  test('is refused when a thousand wait already', async () => {
    const manager = managerOf('http://127.0.0.1:9');
    const waiting = Array.from({ length: 1000 }, () => manager.emitEvent('waits', {}));
    await expect(manager.emitEvent('one too many', {})).rejects.toThrow('1000 events wait');
    expect(waiting).toHaveLength(1000);
  });
});
