// What any Electron app costs: one window of Tooltrail's size that shows nothing.
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

app.setPath('userData', process.env.EMPTY_APP_HOME);
app.on('ready', () => {
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true } });
  void window.loadFile(join(import.meta.dirname, 'index.html'));
});
