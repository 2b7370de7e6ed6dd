import { join } from 'node:path';
import { app, dialog } from 'electron';
import { version } from '../../package.json';
import { renderAppMenu } from './app/app-menu';
import { AppTray } from './app/app-tray';
import { handleIpc } from './app/ipc-handlers';
import { jobHandlers } from './app/job-handlers';
import { lockDown } from './app/lockdown';
import { MainWindow } from './app/main-window';
import type { AppActions } from './app/tray-menu';
import { registerUiScheme, serveUi } from './app/ui-protocol';
import { Updates, type UpdateState } from './app/updates';
import { DemoPlayer } from './demo-player';
import { ConfigError, loadConfig, type Config } from './server/config';
import { prepareHome } from './server/home';
import { createLogger } from './server/logger';
import { Jobs } from './server/jobs/jobs';
import { MonitorHost } from './server/monitor-host';

const OUT = join(import.meta.dirname, '..');
const RESOURCES = join(OUT, '../resources');

const config = readConfig();
// Chromium's own files live in the same home, so that one home has one app and tests do not meet each other.
app.setPath('userData', join(config.home.dir, 'window'));
if (app.requestSingleInstanceLock()) void run(config);
else app.quit();

/** Wires everything and runs until the user quits. */
async function run(config: Config): Promise<void> {
  registerUiScheme();
  const logger = createLogger(config.home.logsDir, config.logLevel);
  const host = new MonitorHost(config, version, logger);
  const demo = new DemoPlayer(join(RESOURCES, 'sample-session.jsonl'), () => host.endpoint);
  const window = new MainWindow(join(OUT, 'preload/index.cjs'));
  const jobs = new Jobs((job) => window.send('job:changed', job));
  const actions: AppActions = {
    show: () => window.show(),
    start: () => void host.start().catch(() => undefined),
    stop: () => void host.stop(),
    update: (version) => void updates.install(version),
    quit: () => app.quit(),
  };

  await app.whenReady();
  lockDown();
  serveUi(join(OUT, 'renderer'));
  handleIpc({
    'app:info': () => ({ version, platform: process.platform, home: config.home.dir }),
    'server:endpoint': () => host.endpoint,
    'server:status': () => host.status,
    'server:start': async () => {
      await host.start().catch(() => undefined);
      return host.status;
    },
    'server:stop': async () => {
      await host.stop();
      return host.status;
    },
    'server:rotate-token': async () => {
      await host.rotateToken();
      return host.status;
    },
    'demo:play': () => demo.play(),
    ...jobHandlers(jobs, host),
  });
  const tray = new AppTray(host.status, actions);
  renderAppMenu(host.status, actions);
  let update: UpdateState = { kind: 'none' };
  const updates = new Updates(logger, (state) => {
    update = state;
    tray.render(host.status, update);
  });
  host.onStatus((status) => {
    tray.render(status, update);
    renderAppMenu(status, actions);
    window.send('server:changed', status);
  });

  app.on('second-instance', actions.show);
  app.on('activate', actions.show);
  app.on('window-all-closed', () => undefined);
  stopBeforeQuitting(jobs, host);

  await host.start().then(
    ({ port }) => announce(port, host.status.notice),
    (error: unknown) => process.stderr.write(`${String(error)}\n`),
  );
  window.show();
  updates.setEnabled(true);
  if (process.argv.includes('--demo')) demo.play();
}

function announce(port: number, notice: string | null): void {
  if (notice) process.stdout.write(`${notice}\n`);
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
}

/** Long work is broken off, and the server says goodbye to its clients and removes `server.json` before the process ends. */
function stopBeforeQuitting(jobs: Jobs, host: MonitorHost): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void jobs
      .stop()
      .then(() => host.stop())
      .finally(() => {
        stopped = true;
        app.quit();
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}

function readConfig(): Config {
  try {
    const config = loadConfig(process.argv.slice(1), process.env, { strictArgs: false });
    prepareHome(config.home);
    return config;
  } catch (error) {
    dialog.showErrorBox('Tooltrail cannot start', (error as Error).message);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}
