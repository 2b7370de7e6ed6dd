import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
/** Asks the session bus whether somebody shows tray icons; each program says `true` in its answer if so. */
const QUESTIONS: [program: string, ...args: string[]][] = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${BUS}`,
    '/org/freedesktop/DBus',
    `${BUS}.NameHasOwner`,
    `string:${WATCHER}`,
  ],
  [
    'gdbus',
    'call',
    '--session',
    `--dest=${BUS}`,
    '--object-path=/org/freedesktop/DBus',
    `--method=${BUS}.NameHasOwner`,
    WATCHER,
  ],
];
/** In ms. */
const PATIENCE = 2000;

/**
 * Whether a tray icon can be seen. macOS and Windows always have a tray; many Linux desktops have none, and say so on
 * the session bus. Where nobody can be asked there is none: better a window too many than an app out of reach.
 */
export async function hasTray(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  for (const [program, ...args] of QUESTIONS) {
    try {
      const { stdout } = await run(program, args, { timeout: PATIENCE });
      return stdout.includes('true');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    }
  }
  return false;
}
