import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Logger } from '../server/logger';

const DAY = 24 * 60 * 60 * 1000;
/** Written by electron-builder into packages of a release. An app run from source or from a trial has none. */
const FEED = 'app-update.yml';

/** What the user is told: nothing, that there is a newer version, that it is on its way, or why it cannot be had. */
export type UpdateState =
  | { kind: 'none' }
  | { kind: 'available'; version: string }
  | { kind: 'downloading'; version: string }
  | { kind: 'failed'; version: string; reason: string };

/**
 * Looks for a newer release: when it is switched on, and once a day. It downloads nothing by itself. Looking fails
 * quietly, since a machine may well be offline; installing, which the user asked for, fails aloud.
 */
export class Updates {
  #updater: AppUpdater | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly logger: Logger,
    private readonly onChange: (state: UpdateState) => void,
  ) {}

  /** Follows the setting. Where there is no feed it stays off. */
  setEnabled(enabled: boolean): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    if (!enabled || !existsSync(join(process.resourcesPath, FEED))) {
      this.onChange({ kind: 'none' });
      return;
    }
    this.#timer = setInterval(() => void this.#look(), DAY);
    void this.#look();
  }

  /** Downloads `version`, installs it and starts it. */
  async install(version: string): Promise<void> {
    try {
      const updater = await this.#load();
      this.onChange({ kind: 'downloading', version });
      await updater.downloadUpdate();
      updater.quitAndInstall();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'update failed');
      this.onChange({ kind: 'failed', version, reason: String(error) });
    }
  }

  async #look(): Promise<void> {
    try {
      const found = await (await this.#load()).checkForUpdates();
      if (found?.isUpdateAvailable) this.onChange({ kind: 'available', version: found.updateInfo.version });
    } catch (error) {
      this.logger.info({ error: String(error) }, 'could not look for updates');
    }
  }

  /** Loaded when it is needed: most starts, and all from source, do without. */
  async #load(): Promise<AppUpdater> {
    if (this.#updater) return this.#updater;
    const { default: library } = await import('electron-updater');
    this.#updater = library.autoUpdater;
    this.#updater.autoDownload = false;
    this.#updater.logger = null;
    return this.#updater;
  }
}

/** What the tray's menu says about updates; nothing most of the time. */
export function updateItems(
  state: UpdateState,
  install: (version: string) => void,
): MenuItemConstructorOptions[] {
  switch (state.kind) {
    case 'none':
      return [];
    case 'available':
      return [
        {
          id: 'update',
          label: `Update to ${state.version} and restart`,
          click: () => install(state.version),
        },
      ];
    case 'downloading':
      return [{ id: 'update', label: `Downloading ${state.version}…`, enabled: false }];
    case 'failed':
      return [
        { id: 'update-failed', label: `Update failed: ${state.reason}`, enabled: false },
        { id: 'update', label: `Try ${state.version} again`, click: () => install(state.version) },
      ];
  }
}
