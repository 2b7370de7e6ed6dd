import { join } from 'node:path';
import { report } from './report.mjs';
import { sourcesWithCode } from './sources.mjs';

/** Percent of lines and of branches that tests of each level reach at least, by component of the testing strategy. */
const COMPONENTS = {
  SocketIOServerCore: {
    files: /^src\/main\/server\/(socketio-server-core|socket-server|emitted-events|goodbye)\.ts$/,
    unit: 95,
    integration: 85,
    e2e: 70,
  },
  EventBroadcaster: {
    files: /^src\/main\/server\/(event-broadcaster\.ts|broadcast\/.*)$/,
    unit: 90,
    integration: 90,
    e2e: 80,
  },
  ConnectionManager: {
    files: /^src\/main\/server\/connection-manager\.ts$/,
    unit: 95,
    integration: 85,
    e2e: 75,
  },
  EventHandlerRegistry: {
    files: /^src\/main\/server\/event-handler-registry\.ts$/,
    unit: 90,
    integration: 80,
    e2e: 60,
  },
  'Client proxy': { files: /^src\/main\/server\/client-proxy\.ts$/, unit: 85, integration: 90, e2e: 85 },
  'Dashboard client': { files: /^src\/renderer\/src\/connection\//, unit: 80, integration: 85, e2e: 90 },
};

const LEVELS = { unit: ['unit', 'dashboard'], integration: ['integration', 'dashboard'], e2e: ['e2e'] };

/** Startup, connection, broadcast, failure and recovery, shutdown, error handling: reached whole, by all levels together. */
const CRITICAL = [
  'src/main/server/socketio-server-core.ts',
  'src/main/server/socket-server.ts',
  'src/main/server/emitted-events.ts',
  'src/main/server/goodbye.ts',
  'src/main/server/event-broadcaster.ts',
  'src/main/server/broadcast/event-pages.ts',
  'src/main/server/broadcast/packet-encoder.ts',
  'src/main/server/broadcast/plain-channel.ts',
  'src/main/server/broadcast/shared-frame.ts',
  'src/main/server/broadcast/stats-notice.ts',
  'src/main/server/broadcast/stream-client.ts',
  'src/main/server/broadcast/write-buffer.ts',
  'src/main/server/connection-manager.ts',
  'src/main/server/event-handler-registry.ts',
  'src/main/server/ports.ts',
  'src/main/server/addresses.ts',
  'src/main/server/auth.ts',
  'src/main/server/ring-buffer.ts',
  'src/main/server/restore.ts',
  'src/main/server/home.ts',
  'src/main/server/logger.ts',
  'src/main/server/http/answers.ts',
  'src/main/server/http/limited-server.ts',
  'src/main/headless.ts',
  'src/renderer/src/connection/socket-manager.ts',
  'src/renderer/src/connection/event-queue.ts',
  'src/renderer/src/connection/frames.ts',
  'src/renderer/src/connection/listeners.ts',
];

const METRICS = ['lines', 'branches', 'functions', 'statements'];
const OVERALL = { files: /^src\//, lines: 85, branches: 85 };
const PRELOAD = { files: /^src\/preload\//, lines: 85, functions: 85 };
const RENDERER = { files: /^src\/renderer\//, lines: 80, branches: 80, functions: 80, statements: 80 };

/**
 * Holds coverage to the testing strategy's figures.
 *
 * @param {Map<string, import('./report.mjs').Summary>} merged all levels together
 * @returns {Promise<{lines: string[], problems: string[]}>} a report to print, and what is below its floor
 */
export async function checkFloors(merged) {
  const checks = new Checks();
  for (const [level, runs] of Object.entries(LEVELS)) {
    const files = await report(runs, { outputDir: join('coverage', level), reports: ['json-summary'] });
    for (const [name, component] of Object.entries(COMPONENTS)) {
      const floor = component[level];
      checks.add(`${name}, ${level}`, sum(files, component.files), { lines: floor, branches: floor });
    }
  }
  const { files: all, ...overall } = OVERALL;
  const { files: bridge, ...preload } = PRELOAD;
  const { files: window, ...renderer } = RENDERER;
  checks.add('overall', sum(merged, all), overall);
  checks.add('preload', sum(merged, bridge), preload);
  checks.add('renderer', sum(merged, window), renderer);
  for (const path of await sourcesWithCode())
    if (!merged.has(path)) checks.problems.push(`${path}: nothing loads it`);
  for (const path of CRITICAL)
    checks.add(path, sum(merged, { test: (file) => file === path }), { lines: 100, branches: 100 });
  return checks;
}

class Checks {
  lines = [];
  problems = [];

  add(name, reached, floors) {
    const figures = Object.entries(floors).map(([metric, floor]) => {
      const { covered, total } = reached[metric];
      const percent = total === 0 ? 100 : (covered / total) * 100;
      const figure = `${metric} ${percent.toFixed(1)} % (${floor})`;
      if (percent < floor) this.problems.push(`${name}: ${figure}`);
      return figure;
    });
    this.lines.push(`${name.padEnd(48)} ${figures.join('  ')}`);
  }
}

/** @param {{test: (path: string) => boolean}} pattern must find something: a floor of nothing would hold for ever */
function sum(files, pattern) {
  const total = {};
  if (![...files.keys()].some((path) => pattern.test(path)))
    return Object.fromEntries(METRICS.map((metric) => [metric, { covered: 0, total: 1 }]));
  for (const metric of METRICS) total[metric] = { covered: 0, total: 0 };
  for (const [path, summary] of files) {
    if (!pattern.test(path)) continue;
    for (const [metric, figure] of Object.entries(total)) {
      figure.covered += summary[metric].covered;
      figure.total += summary[metric].total;
    }
  }
  return total;
}
