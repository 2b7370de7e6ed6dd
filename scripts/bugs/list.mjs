/**
 * Deliberate bugs, one or more for each component: what is put in the place of what, and the test that must notice.
 * `find` stands once in its file.
 */
export const BUGS = [
  {
    component: 'SocketIOServerCore',
    file: 'src/main/server/socketio-server-core.ts',
    find: 'this.#running ??= await this.#open();',
    put: 'this.#running = await this.#open();',
    test: ['tests/socketio/server-core-lifecycle.test.ts', 'server start twice gives the same address'],
  },
  {
    component: 'Graceful shutdown',
    file: 'src/main/server/socketio-server-core.ts',
    find: 'hard ? 0 : CLOSING_GRACE',
    put: '0',
    test: [
      'tests/socketio/server-core-lifecycle.test.ts',
      'server stop waits for what a request under way is waiting for',
    ],
  },
  {
    component: 'EventBroadcaster',
    file: 'src/main/server/event-broadcaster.ts',
    find: 'this.stats.eventsSent += events.length;',
    put: 'this.stats.eventsSent += events.length * this.connections.connected;',
    test: [
      'tests/socketio/simple-event-flow.test.ts',
      'event broadcast is counted once however many clients there are',
    ],
  },
  {
    component: 'ConnectionManager',
    file: 'src/main/server/connection-manager.ts',
    find: 'this.#clients.delete(connection.id);',
    put: '',
    test: [
      'tests/socketio/simple-event-flow.test.ts',
      'connection stats count clients while they are there and connections for ever',
    ],
  },
  {
    component: 'EventHandlerRegistry',
    file: 'src/main/server/event-handler-registry.ts',
    find: '    } catch (error) {\n      this.#failed(name, error);',
    put: '    } catch (error) {\n      throw error;',
    test: [
      'tests/socketio/event-handler-registry.test.ts',
      'registry handler that throws is counted and does not stop the others',
    ],
  },
  {
    component: 'Client proxy',
    file: 'src/main/server/client-proxy.ts',
    find: 'await this.#serve(attempt, port).catch(() => undefined);',
    put: 'await delay(port * 0);',
    test: [
      'tests/integration/client-proxy.test.ts',
      'proxy takes over after %s, on the same port and journal, and its clients miss and repeat nothing',
    ],
  },
  {
    component: 'Dashboard client',
    file: 'src/renderer/src/connection/socket-manager.ts',
    find: 'if (event.seq <= seq) continue;',
    put: 'if (event.seq < seq) continue;',
    test: ['tests/dashboard/dashboard-events.test.ts', 'drops what it had before'],
  },
  {
    component: 'Dashboard event queue',
    file: 'src/renderer/src/connection/event-queue.ts',
    find: 'this.#waiting.length >= MOST_WAITING',
    put: 'this.#waiting.length > MOST_WAITING',
    test: ['tests/dashboard/event-queue.test.ts', 'is refused when a thousand wait already'],
  },
  {
    component: 'Retry with backoff',
    file: 'src/renderer/src/connection/socket-manager.ts',
    find: 'RETRY_DELAY * 2 ** this.#attempts++',
    put: 'RETRY_DELAY',
    test: [
      'tests/dashboard/socket-client.test.ts',
      'that the server refuses is followed by others after as long',
    ],
  },
  {
    component: 'Ports',
    file: 'src/main/server/ports.ts',
    find: 'fellBack: wanted !== 0 && port !== wanted',
    put: 'fellBack: false',
    test: ['tests/socketio/server-core-lifecycle.test.ts', 'port conflict leads to graceful fallback'],
  },
  {
    component: 'Token',
    file: 'src/main/server/auth.ts',
    find: 'given.length === this.#token.length && timingSafeEqual(given, this.#token)',
    put: 'timingSafeEqual(given, this.#token)',
    test: [
      'tests/socketio/bad-input.test.ts',
      'token makes events trusted, its absence does not, and a wrong one is refused',
    ],
  },
  {
    component: 'Ring buffer',
    file: 'src/main/server/ring-buffer.ts',
    find: 'this.#bytes > this.maxBytes && this.length > 1',
    put: 'this.#bytes > this.maxBytes && this.length > 0',
    test: [
      'tests/socketio/ring-buffer.test.ts',
      'ring buffer keeps the newest event even when it alone is larger than all its bytes',
    ],
  },
  {
    component: 'Normalizers',
    file: 'src/main/server/normalize/claude-code.ts',
    find: "if (hook === 'PostToolUseFailure')",
    put: "if (hook === 'PostToolFailure')",
    test: [
      'tests/socketio/normalize.test.ts',
      'claude-code normalizer tells success, failure and interruption apart',
    ],
  },
  {
    component: 'Journal',
    file: 'src/main/server/journal/append-queue.ts',
    find: 'return { seq: old, duplicate: true };',
    put: 'return { seq: old + 1, duplicate: true };',
    test: [
      'tests/socketio/journal.test.ts',
      'journal stores an id once: in one batch, over batches and after it was opened again',
    ],
  },
  {
    component: 'Spool',
    file: 'src/main/server/spool.ts',
    find: 'a.order < b.order ? -1 : a.order > b.order ? 1',
    put: 'a.order < b.order ? 1 : a.order > b.order ? -1',
    test: [
      'tests/socketio/spool.test.ts',
      'what was kept comes in the order in which it happened, under its id, time and agent',
    ],
  },
  {
    component: 'Redaction',
    file: 'src/main/server/redaction/redact-text.ts',
    find: 'if (secret && secret.from >= after)',
    put: 'if (secret && secret.from > after + 1)',
    test: ['tests/socketio/redaction-properties.test.ts', 'redacting twice is redacting once'],
  },
  {
    component: 'Activity of sessions',
    file: 'src/shared/activity/session.ts',
    find: "if (waiting) return 'waiting';",
    put: '',
    test: ['tests/socketio/activity-sessions.test.ts', 'session waits when the request overtakes its call'],
  },
  {
    component: 'Limits',
    file: 'src/main/server/ingest.ts',
    find: 'if (isDeeperThan(payload, levels)) {',
    put: 'if (isDeeperThan(payload, levels + 1)) {',
    test: ['tests/socketio/bad-input.test.ts', 'payload of 32 levels is taken and one of 33 refused'],
  },
  {
    component: 'Hook forwarder',
    file: 'resources/hooks/tooltrail-hook',
    find: 'NR - 1 > files',
    put: 'NR > files',
    test: ['tests/integration/hook-forwarder.test.ts', '10,000 files, the oldest of which stay'],
  },
  {
    component: 'Configuration',
    file: 'src/main/server/config.ts',
    find: '...readSettings(home.settingsFile), ...values }',
    put: '...values, ...readSettings(home.settingsFile) }',
    test: [
      'tests/socketio/configuration.test.ts',
      'configuration layers override each other in the documented order',
    ],
  },
  {
    component: 'Open sockets',
    file: 'src/main/server/socketio-server-core.ts',
    find: 'this.options.openSockets && !outsideAccess',
    put: 'this.options.openSockets',
    test: [
      'tests/socketio/claude-mpm.test.ts',
      'with access from outside the setting lets nobody in: the token is all that keeps other machines away',
    ],
  },
  {
    component: 'Tray',
    file: 'src/main/app/tray-view.ts',
    find: "if (status.state === 'failed') return 'error';",
    put: '',
    test: ['tests/socketio/app-shell.test.ts', 'tray of a server that is %s with %i waiting has the icon %s'],
  },
  {
    component: 'Filters of the window',
    file: 'src/renderer/src/filters.svelte.ts',
    find: '(to === null || entry.at <= to)',
    put: '(to === null || from === null || entry.at <= to)',
    test: [
      'tests/dashboard/dashboard-views.test.ts',
      'together pass what each of them passes, whatever they are',
    ],
  },
];
