import type { ServerStatus } from '../../../shared/ipc';
import type { ConnectionState } from '../connection/dashboard-client.svelte';

/** How the connection stands, in a few words. */
export function connectionWords(connection: ConnectionState, server: ServerStatus): string {
  switch (connection) {
    case 'paused':
      return 'Paused';
    case 'live':
      return server.port === null ? 'Listening' : `Listening on ${server.port}`;
    case 'offline':
      return 'Connection lost, trying again…';
    case 'connecting':
      return server.state === 'starting' ? 'Starting…' : 'Connecting…';
    case 'stopped':
      return STOPPED_WORDS[server.state] ?? 'Server stopped';
  }
}

const STOPPED_WORDS: Partial<Record<ServerStatus['state'], string>> = {
  failed: 'Server failed',
  stopping: 'Stopping…',
};
