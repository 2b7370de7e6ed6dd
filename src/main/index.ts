import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, dialog, nativeTheme, powerMonitor, shell } from 'electron';
import { version } from '../../package.json';
import { LINK_SCHEME, linkIn, parseLink } from '../shared/destination';
import type { FirstLook, ServerStatus } from '../shared/ipc';
import { renderAppMenu } from './app/app-menu';
import { AppTray } from './app/app-tray';
import { Attention } from './app/attention';
import { diagnosticsReport, lastLines, readStats, versionsOf } from './app/diagnostics';
import { openInEditor } from './app/editor';
import { handleIpc, type Handlers } from './app/ipc-handlers';
import { lockDown } from './app/lockdown';
import { applyLoginItem, startsHidden } from './app/login-item';
import { MainWindow } from './app/main-window';
import { Notifications } from './app/notifications';
import { stopBeforeQuitting } from './app/quitting';
import type { AppActions, AppState } from './app/tray-view';
import { registerUiScheme, serveUi } from './app/ui-protocol';
import { Updates, type UpdateState } from './app/updates';
import { WindowGuard } from './app/window-guard';
import { hooksArguments } from './hooks/arguments';
import { ownPlace } from './hooks/place';
import { readGiven, type Config, type Given } from './server/config';
import { ConfigError } from './server/config-error';
import { prepareHome, type HomePaths } from './server/home';
import { createLogger, LOG_FILE, type Logger } from './server/logger';
import { openSettings, type SettingsStore } from './server/settings-store';

const OUT = join(import.meta.dirname, '..');
const RESOURCES = join(OUT, '../resources');
/** By this Windows knows whose a notification is: the `appId` of the packages. */
const APP_ID = 'dev.tooltrail.app';
/** A page that asks for nothing within so long is not waited for, in ms. */
const PAGE_LIMIT = 3000;

const hooksCommand = hooksArguments(process.argv);
if (hooksCommand) {
  const { runHooks } = await import('./hooks/cli');
  app.exit(await runHooks(hooksCommand));
} else start();

function start(): void {
  const given = orExplain(() => readGiven(process.argv.slice(1), process.env, { strictArgs: false }));
  // Chromium's own files live in the same home, so that one home has one app and tests do not meet each other.
  app.setPath('userData', join(given.home.dir, 'window'));
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  if (app.requestSingleInstanceLock()) void run(given);
  else app.quit();
}

/** What there is from the first moment on. */
interface Started {
  home: HomePaths;
  settings: SettingsStore;
  logger: Logger;
  window: MainWindow;
  notifications: Notifications;
  /** What the user should know, once there is a page to tell it. */
  notices: string[];
}

/** Opens the window, which comes first: all else would take processors from it. Then wires the rest. */
async function run(given: Given): Promise<void> {
  const { home } = given;
  registerUiScheme();
  orExplain(() => prepareHome(home));
  const notices: string[] = [];
  const settings = orExplain(() => openSettings(given, notices));
  const logger = createLogger(home.logsDir, settings.config.logLevel);
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
  followLinks(window);
  app.on('window-all-closed', () => undefined);
  nativeTheme.themeSource = settings.config.theme;

  await app.whenReady();
  lockDown();
  serveUi(join(OUT, 'renderer'));
  let firstLook: Promise<FirstLook | null> = Promise.resolve(null);
  const first = {
    'app:first-look': () => {
      const taken = firstLook;
      firstLook = Promise.resolve(null);
      return taken;
    },
  };
  const started = { home, settings, logger, window, notifications, notices };
  let handlers: Promise<Handlers> | null = null;
  const rest = () => (handlers ??= wire(started).then((others) => ({ ...first, ...others })));
  handleIpc(first, rest);
  if (startsHidden(settings.config)) {
    await window.startHidden();
    void rest();
    return;
  }
  window.show(linkIn(process.argv));
  firstLook = import('./server/journal/first-look').then((look) => look.readFirstLook(home.journalFile));
  // The page asks for more once it has drawn that.
  setTimeout(() => void rest(), PAGE_LIMIT);
}

/** Starts the server and what shows it. Returns the answers to what the window's page asks. */
async function wire(started: Started): Promise<Omit<Handlers, 'app:first-look'>> {
  const { home, settings, logger, window, notifications, notices } = started;
  const parts = await import('./parts');
  const host = new parts.MonitorHost(settings.config, version, logger);
  const server = new parts.ClientProxy(host, home, logger);
  const logFile = join(home.logsDir, LOG_FILE);
  const place = ownPlace(home.dir);
  const hooks = new parts.AgentHooks(place);
  const demo = new parts.DemoPlayer(join(RESOURCES, 'sample-session.jsonl'), () => server.endpoint);
  const jobs = new parts.Jobs((job) => window.send('job:changed', job));
  const start = () => server.start().catch(() => undefined);
  const restart = async () => {
    await server.stop();
    await start();
  };
  stopBeforeQuitting(() => jobs.stop().then(() => server.stop()));
  const actions: AppActions = {
    show: (destination) => window.show(destination),
    start: () => void start(),
    stop: () => void server.stop(),
    restart: () => void restart(),
    copyEndpoint: () => void clipboard.writeText(server.endpoint?.url ?? ''),
    update: (wanted) => void updates.install(wanted),
    quit: () => app.quit(),
  };
  let update: UpdateState = { kind: 'none' };
  const updates = new Updates(logger, (found) => {
    update = found;
    render();
  });
  const attention = new Attention(
    server,
    () => settings.config,
    () => render(),
    (news) => {
      if (!window.isFocused) notifications.tellNews(news);
    },
  );
  const state = (): AppState => ({ status: server.status, waiting: attention.waiting, update });
  const tray = new AppTray(state(), actions);
  const render = (): void => {
    tray.render(state());
    renderAppMenu(state(), actions);
  };
  server.onStatus((status) => {
    if (!server.endpoint) demo.stop();
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
  powerMonitor.on('resume', () => window.send('app:awake', null));

  void server.start().then(
    () => {
      announce(server.status);
      if (process.argv.includes('--demo')) demo.play();
    },
    (error: unknown) => process.stderr.write(`${String(error)}\n`),
  );
  keepForwarderCurrent(() => parts.refreshForwarder(place), logger);
  if (settings.config.startAtLogin) applyLoginItem(settings.config);
  updates.setEnabled(settings.config.checkForUpdates);
  return {
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
    ...parts.jobHandlers(jobs, host),
    'editor:open': (request) => openInEditor(request, settings.config.editorCommand, place),
    'logs:reveal': () => {
      shell.showItemInFolder(logFile);
      return null;
    },
    'diagnostics:copy': async () => {
      const { endpoint, status } = server;
      const stats = await readStats(endpoint);
      const facts = { versions: versionsOf(version), status, settings: settings.state.values, stats };
      const redaction = { userHome: homedir(), token: endpoint?.token ?? null };
      const report = diagnosticsReport({ ...facts, log: lastLines(logFile) }, redaction);
      await clipboard.writeText(report);
      return report;
    },
  };
}

/** Hooks that an older version installed run this one's forwarder from now on. */
function keepForwarderCurrent(refresh: () => void, logger: Logger): void {
  try {
    refresh();
  } catch (error) {
    logger.warn({ kind: (error as Error).name }, 'forwarder not refreshed');
  }
}

/** A second start, or a link that the user follows, shows the window; a link also says where in it to go. */
function followLinks(window: MainWindow): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('second-instance', (_event, args) => window.show(linkIn(args)));
  app.on('activate', () => window.show());
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void app.whenReady().then(() => window.show(parseLink(link)));
  });
}

function announce({ notice, port }: ServerStatus): void {
  if (notice) process.stdout.write(`${notice}\n`);
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
}

/** What changes at once, without the server. */
function applySettings(now: Config, before: Config): void {
  nativeTheme.themeSource = now.theme;
  if (now.startAtLogin !== before.startAtLogin || now.startHidden !== before.startHidden) applyLoginItem(now);
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
