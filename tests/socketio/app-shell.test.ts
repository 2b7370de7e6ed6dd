import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { diagnosticsReport, lastLines } from '../../src/main/app/diagnostics';
import { fitBounds, readWindowState, writeWindowState } from '../../src/main/app/window-state';
import { trayView, type AppActions, type AppState } from '../../src/main/app/tray-view';
import { RotatingLog } from '../../src/main/server/rotating-log';
import { linkIn, parseLink } from '../../src/shared/destination';
import type { SessionActivity } from '../../src/shared/activity/types';
import type { ServerStatus } from '../../src/shared/ipc';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { temporaryHome } from '../support/home';
import { sessionsWaiting } from '../support/waiting';

const RUNNING: ServerStatus = { state: 'running', port: 8765, notice: null };

function actions() {
  return {
    show: vi.fn<AppActions['show']>(),
    start: vi.fn(),
    stop: vi.fn(),
    restart: vi.fn(),
    copyEndpoint: vi.fn(),
    update: vi.fn(),
    quit: vi.fn(),
  };
}

describe('tray', () => {
  const view = (status: Partial<ServerStatus>, waiting: readonly SessionActivity[] = []) => {
    const state: AppState = { status: { ...RUNNING, ...status }, waiting, update: { kind: 'none' } };
    const doing = actions();
    const { icon, tooltip, menu } = trayView(state, doing);
    const items = new Map(menu.map((item) => [item.id, item]));
    const click = (id: string) => (items.get(id)?.click as () => void)();
    return { icon, tooltip, items, doing, click };
  };

  test.each([
    ['running', 0, 'running', 'Listening on port 8765'],
    ['running', 1, 'attention', 'Listening on port 8765'],
    ['attached', 0, 'running', 'Attached to port 8765'],
    ['starting', 0, 'stopped', 'Starting…'],
    ['stopping', 0, 'stopped', 'Stopping…'],
    ['stopped', 0, 'stopped', 'Server stopped'],
    ['failed', 0, 'error', 'Server could not start'],
    ['failed', 1, 'error', 'Server could not start'],
  ] as const)('tray of a server that is %s with %i waiting has the icon %s', (state, count, icon, words) => {
    const shown = view({ state }, sessionsWaiting(count));
    expect(shown.icon).toBe(icon);
    expect(shown.items.get('status')?.label).toBe(words);
    expect(shown.tooltip).toContain(words);
  });

  test.each([
    ['running', { start: false, stop: true, restart: true, endpoint: true }],
    ['attached', { start: false, stop: false, restart: false, endpoint: true }],
    ['stopped', { start: true, stop: false, restart: false, endpoint: false }],
    ['failed', { start: true, stop: false, restart: false, endpoint: false }],
    ['starting', { start: false, stop: false, restart: false, endpoint: false }],
  ] as const)('tray of a server that is %s offers what makes sense', (state, enabled) => {
    const { items } = view({ state });
    const offered = Object.keys(enabled).map((id) => [id, items.get(id)?.enabled]);
    expect(Object.fromEntries(offered)).toEqual(enabled);
  });

  test('tray leads to the sessions that wait, and counts those beyond five', () => {
    const sessions = sessionsWaiting(7);
    const { items, click, doing, tooltip } = view({}, sessions);
    expect(tooltip).toContain('7 sessions wait for you');
    expect(items.get('waiting-0')?.label).toBe('app-0: Bash wants to run npm publish');
    expect(items.has('waiting-5')).toBe(false);
    click('waiting-4');
    expect(doing.show).toHaveBeenLastCalledWith({ view: 'session', session: 's4' });
    click('waiting-more');
    expect(doing.show).toHaveBeenLastCalledWith({ view: 'overview' });
  });

  test('tray does what its items say', () => {
    const { click, doing } = view({});
    for (const id of ['start', 'stop', 'restart', 'endpoint', 'quit']) click(id);
    const { start, stop, restart, copyEndpoint, quit } = doing;
    for (const action of [start, stop, restart, copyEndpoint, quit]) expect(action).toHaveBeenCalledOnce();
    click('agents');
    expect(doing.show).toHaveBeenLastCalledWith({ view: 'agents' });
    click('settings');
    expect(doing.show).toHaveBeenLastCalledWith({ view: 'settings' });
  });

  test('tray cuts what an agent says to a line that fits', () => {
    const [session] = sessionsWaiting(1);
    const { items } = view({ notice: 'n'.repeat(500) }, [{ ...session!, waitingFor: 'x'.repeat(500) }]);
    expect(items.get('waiting-0')?.label).toHaveLength(80);
    expect(items.get('notice')?.label).toHaveLength(80);
  });
});

describe('links', () => {
  test.each([
    ['tooltrail://overview', { view: 'overview' }],
    ['tooltrail://settings/', { view: 'settings' }],
    ['TOOLTRAIL://Session/abc', { view: 'session', session: 'abc' }],
    ['tooltrail://session/a%2Fb%20c', { view: 'session', session: 'a/b c' }],
  ])('link %s leads to its place', (link, destination) => {
    expect(parseLink(link)).toEqual(destination);
  });

  test.each([
    'tooltrail://',
    'tooltrail://session',
    'tooltrail://session/',
    'tooltrail://session/a/b',
    'tooltrail://session/%E0%A4%A',
    'tooltrail://session/a?run=1',
    'tooltrail://overview/x',
    'tooltrail://agents',
    'tooltrail://quit',
    'tooltrail-ui://app/index.html',
    'https://session/abc',
    `tooltrail://session/${'x'.repeat(600)}`,
    'javascript:alert(1)',
  ])('link %s leads nowhere', (link) => {
    expect(parseLink(link)).toBeNull();
  });

  test('link on a command line is found among other arguments', () => {
    const args = ['electron', '--no-sandbox', '/app', 'tooltrail://session/x'];
    expect(linkIn(args)).toEqual({ view: 'session', session: 'x' });
    expect(linkIn(['electron', '.'])).toBeNull();
  });
});

describe('window bounds', () => {
  const MAIN = { x: 0, y: 0, width: 1920, height: 1080 };
  const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 };

  test.each([
    [
      'as they were',
      { x: 100, y: 50, width: 1000, height: 700 },
      { x: 100, y: 50, width: 1000, height: 700 },
    ],
    [
      'on the display that shows most',
      { x: 1900, y: 0, width: 1000, height: 700 },
      { x: 1920, y: 0, width: 1000, height: 700 },
    ],
    [
      'pulled in from beyond an edge',
      { x: 1500, y: -40, width: 1000, height: 700 },
      { x: 1920, y: 0, width: 1000, height: 700 },
    ],
    [
      'no larger than the display',
      { x: 0, y: 0, width: 5000, height: 4000 },
      { x: 0, y: 0, width: 1920, height: 1080 },
    ],
    [
      'no smaller than can be used',
      { x: 10, y: 10, width: 5, height: 5 },
      { x: 10, y: 10, width: 720, height: 480 },
    ],
    [
      'in the middle when their display is gone',
      { x: 9000, y: 0, width: 1000, height: 800 },
      { x: 460, y: 140, width: 1000, height: 800 },
    ],
  ])('bounds are %s', (_name, bounds, fitted) => {
    expect(fitBounds(bounds, [MAIN, SECOND])).toEqual(fitted);
  });

  test('bounds that nobody knows are the usual size, where the system puts it', () => {
    expect(fitBounds(null, [MAIN])).toEqual({ width: 1280, height: 800 });
    expect(fitBounds(null, [])).toEqual({ width: 1280, height: 800 });
  });

  test('window state is kept, and what cannot be understood of it is as at first', () => {
    const file = join(temporaryHome(), 'window-state.json');
    const state = {
      bounds: { x: 1, y: 2, width: 800, height: 600 },
      maximized: true,
      zoomLevel: 1.5,
      hinted: true,
    };
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    writeFileSync(file, JSON.stringify({ ...state, bounds: { x: 'left' }, zoomLevel: 1e9 }));
    expect(readWindowState(file)).toEqual({ ...state, bounds: null, zoomLevel: 0 });
    writeFileSync(file, '{');
    expect(readWindowState(file)).toEqual({ bounds: null, maximized: false, zoomLevel: 0, hinted: false });
  });
});

describe('log', () => {
  test('log that has grown is moved aside, three times at most, and stays private', () => {
    const dir = join(temporaryHome(), 'logs');
    mkdirSync(dir);
    const log = new RotatingLog(join(dir, 'tooltrail.log'), 100);
    for (let line = 0; line < 10; line++) log.write(`${String(line).repeat(59)}\n`);
    const files = readdirSync(dir).sort();
    expect(files).toEqual(['tooltrail.1.log', 'tooltrail.2.log', 'tooltrail.3.log', 'tooltrail.log']);
    expect(files.map((file) => readFileSync(join(dir, file), 'utf8')[0])).toEqual(['8', '7', '6', '9']);
    expect(files.map((file) => statSync(join(dir, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
  });

  test('log that can begin no new file goes on in the one it has, and lets nobody else’s be', () => {
    const dir = join(temporaryHome(), 'logs');
    mkdirSync(dir);
    const file = join(dir, 'tooltrail.log');
    const log = new RotatingLog(file, 100);
    const kept = join(temporaryHome(), 'kept');
    linkSync(file, kept);
    rmSync(dir, { recursive: true });
    const others: number[] = [];
    for (const line of ['one', 'two', 'three', 'four']) {
      log.write(`${line.padEnd(59)}\n`);
      others.push(openSync(kept, 'r'));
    }
    expect(readFileSync(kept, 'utf8').split(/\s+/)).toEqual(['one', 'two', 'three', 'four', '']);
    for (const other of others) expect(() => closeSync(other)).not.toThrow();
  });

  test('log goes on where the last run ended', () => {
    const file = join(temporaryHome(), 'tooltrail.log');
    new RotatingLog(file, 100).write('one\n');
    new RotatingLog(file, 100).write('two\n');
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    expect(lastLines(file)).toEqual(['one', 'two']);
  });
});

describe('diagnostics', () => {
  test('report has versions, changed settings, counters and log, and no token, secret or home folder', () => {
    const token = 'a'.repeat(32);
    const report = diagnosticsReport(
      {
        versions: { version: '1.2.3', electron: '33' },
        status: { ...RUNNING, notice: 'in /home/jane/.tooltrail' },
        settings: { ...DEFAULT_SETTINGS, editorCommand: '/home/jane/bin/edit {file}' },
        stats: { events_received: 42, journal_bytes: 4096 },
        log: [`{"msg":"token ${token}"}`, `{"msg":"${'0f'.repeat(32)}"}`],
      },
      { userHome: '/home/jane', token },
    );
    expect(report).toContain('version: 1.2.3');
    expect(report).toContain('events_received: 42');
    expect(report).toContain('journal_bytes: 4096');
    expect(report).toContain('editorCommand: ~/bin/edit {file}');
    expect(report).not.toContain('retentionDays');
    expect(report).toContain('[token]');
    expect(report).toContain('[secret]');
    expect(report).not.toMatch(/jane|aaaa|0f0f/);
  });

  test('report has no pattern of the user’s own, and no home folder in any way that Windows writes it', () => {
    const home = 'C:\\Users\\jane';
    const report = diagnosticsReport(
      {
        versions: {},
        status: { ...RUNNING, notice: `in ${home}\\.tooltrail` },
        settings: { ...DEFAULT_SETTINGS, redactPatterns: ['ACME-[0-9]+', 'tulip'], editorCommand: 'edit' },
        stats: { journal: `${home}\\.tooltrail\\journal.db` },
        log: [JSON.stringify({ file: `${home}\\x`, stack: 'at file:///C:/Users/jane/app.mjs:1' })],
      },
      { userHome: home, token: null },
    );
    expect(report).toContain('redactPatterns: 2 of the user’s own');
    expect(report).toContain('editorCommand: edit');
    expect(report).not.toMatch(/ACME|tulip|jane/);
  });

  test('report says so where there is no log', () => {
    expect(lastLines('/nowhere/tooltrail.log')[0]).toContain('cannot be read');
  });
});
