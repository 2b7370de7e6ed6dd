import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { Database } from '../../src/main/server/journal/database';
import { silentLogger } from '../../src/main/server/logger';
import { MonitorHost } from '../../src/main/server/monitor-host';
import type { MonitorEvent } from '../../src/shared/events';
import type { ServerStatus } from '../../src/shared/ipc';
import { WAIT } from '../support/client';
import { temporaryHome } from '../support/home';
import { openJournal, WHOLE } from '../support/journal';
import { drafts } from '../support/journal-events';
import { freePort } from '../support/listening';
import { smallDisk } from '../support/mounts';
import { overwrite } from '../support/overwrite';
import { postOf } from '../support/proxy';

const MIB = 1024 * 1024;
const KEPT = /^The journal was damaged\. It is kept as (journal\.db\.damaged-[\d-]+T[\d-]+), and a new one/;

/** A host of a home, stopped when the test ends, and the states it went through. */
async function hostOf(home: string) {
  const config = loadConfig(['--home', home, '--port', String(await freePort())], {}, { strictArgs: true });
  prepareHome(config.home);
  const host = new MonitorHost(config, '0.0.0', silentLogger);
  const states: ServerStatus['state'][] = [];
  host.onStatus(({ state }) => state !== states.at(-1) && states.push(state));
  onTestFinished(() => host.stop());
  return { host, states };
}

async function eventsIn(host: MonitorHost): Promise<MonitorEvent[]> {
  const { url, token } = host.endpoint!;
  const response = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { events: MonitorEvent[] }).events;
}

/** A home whose journal is damaged where nobody looks before a second after the start. */
async function damagedHome(): Promise<string> {
  const home = temporaryHome();
  const file = join(home, 'journal.db');
  const journal = await openJournal(file);
  await journal.append(drafts(4000, 'old', { data: { text: 'x'.repeat(5000) } }));
  await journal.query({ ...WHOLE, limit: 1, order: 'newest', q: 'all are indexed' });
  await journal.close();
  overwrite(file, 8 * MIB, 100_000);
  return home;
}

/** What is kept in a home of damaged journals. */
const asideIn = (home: string) =>
  readdirSync(home).filter((name) => /^journal\.db\.damaged-[\dT-]+$/.test(name));

describe('a host whose journal turns out damaged', () => {
  test('goes on with a new one on the same port, says so, and keeps the damaged one', async () => {
    const home = await damagedHome();
    const { host, states } = await hostOf(home);
    const { port } = await host.start();
    const notice = expect.stringMatching(KEPT) as string;
    await vi.waitFor(() => expect(host.status).toEqual({ state: 'running', port, notice }), WAIT);
    expect(asideIn(home)).toEqual([KEPT.exec(host.status.notice!)?.[1]]);
    expect(await postOf('after', port)).toBe(204);
    expect((await eventsIn(host)).map(({ seq, id }) => [seq, id])).toEqual([[1, 'after']]);
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'running']);
  });

  test('while it is stopped stays stopped, and says where the damaged one is', async () => {
    const home = await damagedHome();
    const { host, states } = await hostOf(home);
    await host.start();
    const { journal } = host.instance!;
    const stopped = host.stop();
    await journal.readAfter(0, WHOLE).catch(() => undefined);
    await stopped;
    // What was asked for meanwhile is done by then.
    await host.stop();
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped']);
    expect(asideIn(home)).toEqual([KEPT.exec(host.status.notice!)?.[1]]);
  });
});

describe('a host that has its journal in memory only', () => {
  test('leaves what is spooled to the next one', async () => {
    const home = temporaryHome();
    const file = join(home, 'journal.db');
    await (await openJournal(file)).close();
    const setVersion = (version: number) => {
      const db = new Database(file);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
    };
    setVersion(99);
    const { host } = await hostOf(home);
    const spooled = join(home, 'spool', 'claude-code.kept.json');
    writeFileSync(spooled, JSON.stringify({ hook_event_name: 'Stop', session_id: 's' }));
    const { port } = await host.start();
    expect(host.status.notice).toContain('History cannot be kept');
    expect(await postOf('now', port)).toBe(204);
    expect((await eventsIn(host)).map(({ id }) => id)).toEqual(['now']);
    await host.stop();
    expect(existsSync(spooled)).toBe(true);

    setVersion(1);
    await host.start();
    await vi.waitFor(() => expect(existsSync(spooled)).toBe(false), WAIT);
    expect((await eventsIn(host)).map(({ id }) => id)).toEqual(['kept']);
  });
});

describe('a host on a full disk', () => {
  test('starts all the same, and says that agents cannot find it', async (context) => {
    const home = smallDisk(context, '2m');
    const { host } = await hostOf(home);
    await host.start();
    await host.stop();
    const ballast = join(home, 'ballast');
    const { bavail, bsize } = statfsSync(home);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    const { port } = await host.start();
    expect(host.status).toMatchObject({ state: 'running', port });
    expect(host.status.notice).toContain('History cannot be kept');
    expect(host.status.notice).toContain(
      'Agents cannot find this server: server.json cannot be written (ENOSPC',
    );
    expect(await postOf('in memory', port)).toBe(204);
    await host.stop();

    rmSync(ballast);
    await host.start();
    expect(host.status.notice).toBeNull();
    expect(existsSync(join(home, 'server.json'))).toBe(true);
  });
});
