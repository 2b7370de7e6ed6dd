import { app, BrowserWindow, powerMonitor, type Event } from 'electron';

/**
 * The server says goodbye to its clients and removes `server.json` before the process ends: when the user quits or logs
 * out, and when the process is told to end.
 */
export function stopBeforeQuitting(stop: () => Promise<void>): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  void app.whenReady().then(() => {
    // Linux and macOS wait for it; Windows tells its windows instead.
    powerMonitor.on('shutdown', (...args: [Event?]) => {
      args[0]?.preventDefault();
      app.quit();
    });
  });
  const follow = (window: BrowserWindow) => window.on('session-end', () => app.quit());
  BrowserWindow.getAllWindows().forEach(follow);
  app.on('browser-window-created', (_event, window) => follow(window));
}
