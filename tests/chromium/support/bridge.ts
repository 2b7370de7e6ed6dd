import type { Bridge, ServerStatus } from '../../../src/shared/ipc';
import type { Settings } from '../../../src/shared/settings';

/** What the stand-in answers. */
export interface BridgeAnswers {
  url: string;
  token: string;
  port: number;
  settings: Settings;
}

/** Runs in the page, before its own scripts: stands in for the preload script, for a server that runs and stays. */
export function installBridge({ url, token, port, settings }: BridgeAnswers): void {
  const status: ServerStatus = { state: 'running', port, notice: null };
  const never = () => () => undefined;
  const answer =
    <T>(value: T) =>
    (): Promise<T> =>
      Promise.resolve(value);
  const refuse = () => Promise.reject(new Error('There is no app behind this window'));
  const state = { values: settings, given: {} };
  const bridge: Bridge = {
    info: answer({ version: '0.0.0', platform: 'linux', home: '/home/user/.tooltrail' }),
    firstLook: answer(null),
    endpoint: answer({ url, token }),
    status: answer(status),
    start: answer(status),
    stop: answer(status),
    restart: answer(status),
    rotateToken: answer(status),
    playDemo: answer(false),
    openInEditor: answer({ problem: null }),
    agents: answer([]),
    planHooks: refuse,
    applyHooks: refuse,
    onStatus: never,
    jobs: {
      export: answer(null),
      import: answer(null),
      compact: answer(1),
      list: answer([]),
      cancel: answer(false),
      onChange: never,
    },
    notices: answer([]),
    destination: answer(null),
    onNavigate: never,
    onAwake: never,
    settings: answer(state),
    changeSettings: answer(state),
    resetSettings: answer(state),
    onSettings: never,
    revealLogs: answer(null),
    copyDiagnostics: answer(''),
  };
  Object.defineProperty(window, 'tooltrail', { value: bridge });
}
