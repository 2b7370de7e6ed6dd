import { join } from 'node:path';
import { nativeImage, nativeTheme, type NativeImage } from 'electron';
import type { TrayIcon } from './tray-view';

const ICONS = join(import.meta.dirname, '../../resources/icons/tray');

/** The tray's icon as this system wants it; scripts/icons.mjs makes them all from one drawing. */
export function trayImage(icon: TrayIcon): NativeImage {
  return nativeImage.createFromPath(join(ICONS, fileOf(icon)));
}

function fileOf(icon: TrayIcon): string {
  // The system gives template images its own colours.
  if (process.platform === 'darwin') return `${icon}Template.png`;
  if (process.platform === 'win32') return `${icon}.ico`;
  return `${icon}-${nativeTheme.shouldUseDarkColors ? 'dark' : 'light'}.png`;
}
