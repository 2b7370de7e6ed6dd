import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, dialog, nativeTheme, powerMonitor, shell } from 'electron';
import { version } from '../../package.json';
import { LINK_SCHEME, linkIn, parseLink } from '../shared/destination';
import { renderAppMenu } from './app/app-menu';
import { AppTray } from './app/app-tray';
import { Attention } from './app/attention';
import { diagnosticsReport, lastLines, readStats, versionsOf } from './app/diagnostics';
import { openInEditor } from './app/editor';
import { handleIpc } from './app/ipc-handlers';
import { jobHandlers } from './app/job-handlers';
import { lockDown } from './app/lockdown';
import { applyLoginItem, HIDDEN } from './app/login-item';
import { MainWindow } from './app/main-window';
import { Notifications } from './app/notifications';
import { stopBeforeQuitting } from './app/quitting';
import type { AppActions, AppState } from './app/tray-view';
import { registerUiScheme, serveUi } from './app/ui-protocol';
import { Updates, type UpdateState } from './app/updates';
import { WindowGuard } from './app/window-guard';
import { DemoPlayer } from './demo-player';
import { AgentHooks } from './hooks/agent-hooks';
import { hooksArguments, runHooks } from './hooks/cli';
import { refreshForwarder } from './hooks/forwarder';
import { ownPlace, type Place } from './hooks/place';
import { ClientProxy } from './server/client-proxy';
import { readGiven, type Config, type Given } from './server/config';
import { ConfigError } from './server/config-error';
import { prepareHome } from './server/home';
import { Jobs } from './server/jobs/jobs';
import { createLogger, LOG_FILE, type Logger } from './server/logger';
import { MonitorHost } from './server/monitor-host';
import { setSettingsAside } from './server/settings-file';
import { SettingsStore } from './server/settings-store';

const OUT = join(import.meta.dirname, '..');
const RESOURCES = join(OUT, '../resources');

const hooksCommand = hooksArguments(process.argv);
if (hooksCommand) app.exit(await runHooks(hooksCommand));
else start();

function start(): void {
  const given = orExplain(() => readGiven(process.argv.slice(1), process.env, { strictArgs: false }));
  // Chromium's own files live in the same home, so that one home has one app and tests do not meet each other.
  app.setPath('userData', join(given.home.dir, 'window'));
  if (app.requestSingleInstanceLock()) void run(given);
  else app.quit();
}

/** Wires everything and runs until the user quits. */
async function run(given: Given): Promise<void> {
  const { home } = given;
  registerUiScheme();
  orExplain(() => prepareHome(home));
  const notices: string[] = [];
  const settings = openSettings(given, notices);
  const logger = createLogger(home.logsDir, settings.config.logLevel);
  const logFile = join(home.logsDir, LOG_FILE);
  const host = new MonitorHost(settings.config, version, logger);
  const server = new ClientProxy(host, home, logger);
  const place = ownPlace(home.dir);
  const hooks = new AgentHooks(place);
  keepForwarderCurrent(place, logger);
  const demo = new DemoPlayer(join(RESOURCES, 'sample-session.jsonl'), () => server.endpoint);
  const notifications = new Notifications((destination) => window.show(destination));
  const guard = new WindowGuard(logger, () => {
    notices.push('The window crashed and was loaded again. The server went on and lost nothing.');
  });
  const window = new MainWindow({
    preload: join(OUT, 'preload/index.cjs'),
    stateFile: join(home.dir, 'window-state.json'),
    whenClosed: () => settings.config.whenClosed,
    onCreated: (created) => guard.watch(created),
    onFirstHidden: () => notifications.tellStillRunning(),
  });
  const jobs = new Jobs((job) => window.send('job:changed', job));
  const start = () => server.start().catch(() => undefined);
  const restart = async () => {
    await server.stop();
    await start();
  };
  const actions: AppActions = {
    show: (destination) => window.show(destination),
    start: () => void start(),
    stop: () => void server.stop(),
    restart: () => void restart(),
    copyEndpoint: () => void clipboard.writeText(server.endpoint?.url ?? ''),
    update: (wanted) => void updates.install(wanted),
    quit: () => app.quit(),
  };
  followLinks(actions);
  stopBeforeQuitting(() => jobs.stop().then(() => server.stop()));
  nativeTheme.themeSource = settings.config.theme;

  await app.whenReady();
  lockDown();
  serveUi(join(OUT, 'renderer'));
  handleIpc({
    'app:info': () => ({ version, platform: process.platform, home: home.dir }),
    'app:notices': () => notices.splice(0),
    'app:destination': () => window.takeDestination(),
    'server:endpoint': () => server.endpoint,
    'server:status': () => server.status,
    'server:start': () => start().then(() => server.status),
    'server:stop': () => server.stop().then(() => server.status),
    'server:rotate-token': () => server.rotateToken().then(() => server.status),
    'server:restart': () => restart().then(() => server.status),
    'demo:play': () => demo.play(),
    'hooks:list': () => hooks.list(),
    'hooks:plan': (request) => hooks.plan(request),
    'hooks:apply': async (plan) => {
      await hooks.apply(plan);
      return hooks.status(plan.agent);
    },
    'settings:read': () => settings.state,
    'settings:change': (change) => settings.change(change),
    'settings:reset': (keys) => settings.reset(keys),
    ...jobHandlers(jobs, host),
    'editor:open': (place) => openInEditor(place, settings.config.editorCommand),
    'logs:reveal': () => {
      shell.showItemInFolder(logFile);
      return null;
    },
    'diagnostics:copy': async () => {
      const { endpoint, status } = server;
      const stats = await readStats(endpoint);
      const parts = { versions: versionsOf(version), status, settings: settings.state.values, stats };
      const redaction = { userHome: homedir(), token: endpoint?.token ?? null };
      const report = diagnosticsReport({ ...parts, log: lastLines(logFile) }, redaction);
      await clipboard.writeText(report);
      return report;
    },
  });

  // Its page is made in another process, while this one goes on.
  if (process.argv.includes(HIDDEN)) await window.startHidden();
  else actions.show(linkIn(process.argv));

  let update: UpdateState = { kind: 'none' };
  const updates = new Updates(logger, (found) => {
    update = found;
    render();
  });
  const state = (): AppState => ({ status: server.status, waiting: attention.waiting, update });
  const attention = new Attention(
    server,
    () => settings.config,
    () => render(),
    (news) => {
      if (!window.isFocused) notifications.tellNews(news);
    },
  );
  const tray = new AppTray(state(), actions);
  const render = () => {
    tray.render(state());
    renderAppMenu(state(), actions);
  };
  render();
  server.onStatus((status) => {
    attention.begin();
    render();
    window.send('server:changed', status);
  });
  settings.onChange((now, before) => {
    applySettings(now, before);
    if (now.checkForUpdates !== before.checkForUpdates) updates.setEnabled(now.checkForUpdates);
    logger.level = now.logLevel;
    void server.reconfigure(now).catch(() => undefined);
    window.send('settings:changed', settings.state);
  });
  if (settings.config.startAtLogin) applyLoginItem(settings.config);
  updates.setEnabled(settings.config.checkForUpdates);

  app.on('window-all-closed', () => undefined);
  powerMonitor.on('resume', () => window.send('app:awake', null));

  await server.start().then(
    () => announce(server),
    (error: unknown) => process.stderr.write(`${String(error)}\n`),
  );
  if (process.argv.includes('--demo')) demo.play();
}

/** Hooks that an older version installed run this one's forwarder from now on. */
function keepForwarderCurrent(place: Place, logger: Logger): void {
  try {
    refreshForwarder(place);
  } catch (error) {
    logger.warn({ kind: (error as Error).name }, 'forwarder not refreshed');
  }
}

/** A second start, or a link that the user follows, shows the window; a link also says where in it to go. */
function followLinks(actions: AppActions): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('second-instance', (_event, args) => actions.show(linkIn(args)));
  app.on('activate', () => actions.show());
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void app.whenReady().then(() => actions.show(parseLink(link)));
  });
}

function announce({ status: { notice, port } }: ClientProxy): void {
  if (notice) process.stdout.write(`${notice}\n`);
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
}

/** What changes at once, without the server. */
function applySettings(now: Config, before: Config): void {
  nativeTheme.themeSource = now.theme;
  if (now.startAtLogin !== before.startAtLogin || now.startHidden !== before.startHidden) applyLoginItem(now);
}

/** Settings that cannot be used must not keep the app from starting: they are set aside, and the user is told. */
function openSettings(given: Given, notices: string[]): SettingsStore {
  try {
    return new SettingsStore(given);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const aside = setSettingsAside(given.home.settingsFile);
    notices.push(`${error.message}. The file is now ${aside}, and the default settings are used.`);
    return new SettingsStore(given);
  }
}

/** What the app cannot start without; where it fails the user is told why, and the process ends. */
function orExplain<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    dialog.showErrorBox('Tooltrail cannot start', (error as Error).message);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}
