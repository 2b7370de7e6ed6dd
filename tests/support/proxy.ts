import { expect, onTestFinished, vi } from 'vitest';
import { ClientProxy } from '../../src/main/server/client-proxy';
import { loadConfig, type Config } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { silentLogger } from '../../src/main/server/logger';
import { MonitorHost } from '../../src/main/server/monitor-host';
import type { MonitorEvent } from '../../src/shared/events';
import type { ServerStatus } from '../../src/shared/ipc';
import { WAIT } from './client';

/** What no server can listen on here. */
export const ELSEWHERE: Partial<Config> = { host: '203.0.113.1', outsideAccess: true };

/** A proxy as the app has it, for one home, with what it told. */
export function makeProxy(home: string, env: NodeJS.ProcessEnv = {}, rest: Partial<Config> = {}) {
  const fromEnv = loadConfig([], { TOOLTRAIL_HOME: home, TOOLTRAIL_PORT: '0', ...env }, { strictArgs: true });
  const config = { ...fromEnv, ...rest };
  prepareHome(config.home);
  const host = new MonitorHost(config, '0.0.0', silentLogger);
  const proxy = new ClientProxy(host, config.home, silentLogger);
  const states: ServerStatus['state'][] = [];
  const events: MonitorEvent[] = [];
  proxy.onStatus(({ state }) => state !== states.at(-1) && states.push(state));
  proxy.onEvent((event) => events.push(event));
  onTestFinished(() => proxy.stop());
  return { proxy, states, events, config };
}

/** Posts an event of a session; returns the answer's status. */
export async function postOf(session: string, port: number | null): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'prompt', session_id: session, id: session }),
  });
  return response.status;
}

/** The status with which a server answers whoever reads with that token. */
export async function reads(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${token}` } });
  return response.status;
}

export const until = (proxy: ClientProxy, state: ServerStatus['state']) =>
  vi.waitFor(() => expect(proxy.status.state).toBe(state), WAIT);
