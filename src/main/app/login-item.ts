import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import type { Settings } from '../../shared/settings';

/** The argument of a start that opens no window. */
const HIDDEN = '--hidden';

type LoginSettings = Pick<Settings, 'startAtLogin' | 'startHidden'>;

/** Has the system start the app at login, or no longer. */
export function applyLoginItem({ startAtLogin, startHidden }: LoginSettings): void {
  const args = startHidden ? [HIDDEN] : [];
  if (process.platform === 'linux') applyAutostart(startAtLogin ? [...commandOf(), ...args] : null);
  else app.setLoginItemSettings({ openAtLogin: startAtLogin, args });
}

/** Whether this start opens no window. macOS gives no arguments to what it starts at login, but tells that it did. */
export function startsHidden({ startHidden }: LoginSettings): boolean {
  if (process.argv.includes(HIDDEN)) return true;
  return process.platform === 'darwin' && startHidden && app.getLoginItemSettings().wasOpenedAtLogin;
}

function applyAutostart(command: string[] | null): void {
  const config = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const file = join(config, 'autostart', 'tooltrail.desktop');
  if (!command) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, autostartEntry(command));
}

/** How this app is started: an AppImage by its own file, an app run from source by Electron with its folder. */
function commandOf(): string[] {
  const { APPIMAGE } = process.env;
  if (APPIMAGE) return [APPIMAGE];
  return app.isPackaged ? [process.execPath] : [process.execPath, app.getAppPath()];
}

/** A desktop entry that runs a command. */
function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Tooltrail',
    'Comment=Shows what coding agents do',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=tooltrail',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument as the specification of desktop entries wants it: quoted, then escaped as a value. */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped}"`.replaceAll('\\', '\\\\');
}
