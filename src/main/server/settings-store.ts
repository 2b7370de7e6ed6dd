import {
  DEFAULT_SETTINGS,
  isSameSetting,
  type SettingKey,
  type SettingsChange,
  type SettingsState,
} from '../../shared/settings';
import type { Config, Given } from './config';
import { ConfigError } from './config-error';
import { readSettings, setSettingsAside, writeSettings } from './settings-file';
import { checkMeaning } from './settings-meaning';

/** The user's settings while the app runs: what counts, what is kept on disk, and who is told of changes. */
export class SettingsStore {
  #stored: SettingsChange;
  readonly #listeners = new Set<(now: Config, before: Config) => void>();

  /** @throws ConfigError when settings.json cannot be used */
  constructor(private readonly given: Given) {
    this.#stored = readSettings(given.home.settingsFile);
    checkMeaning(this.config);
  }

  get config(): Config {
    return this.#configOf(this.#stored);
  }

  get state(): SettingsState {
    const { home: _home, ...values } = this.config;
    return { values, given: this.given.origins };
  }

  /** Calls `listener` after each change, with the configuration as it is and as it was. */
  onChange(listener: (now: Config, before: Config) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Keeps the new values, and lets go of those that are the default.
   *
   * @throws ConfigError for values that cannot be used together; none is kept then
   */
  change(changes: SettingsChange): SettingsState {
    const settings = { ...this.#stored, ...changes };
    checkMeaning(this.#configOf(settings));
    const own = Object.entries(settings).filter(
      ([key, value]) => !isSameSetting(value, DEFAULT_SETTINGS[key as SettingKey]),
    );
    this.#keep(Object.fromEntries(own));
    return this.state;
  }

  /** Goes back to the defaults. */
  reset(keys: readonly SettingKey[]): SettingsState {
    const defaults = keys.map((key) => [key, DEFAULT_SETTINGS[key]]);
    return this.change(Object.fromEntries(defaults) as SettingsChange);
  }

  #keep(stored: SettingsChange): void {
    writeSettings(this.given.home.settingsFile, stored);
    const before = this.config;
    this.#stored = stored;
    for (const listener of this.#listeners) listener(this.config, before);
  }

  #configOf(stored: SettingsChange): Config {
    const { values, home } = this.given;
    return { ...DEFAULT_SETTINGS, ...stored, ...values, home };
  }
}

/**
 * The settings that the app starts with. A file that cannot be used must not keep it from starting: it is set aside, and
 * `notices` says so. A file that can be used stays, whatever was given beside it.
 *
 * @throws ConfigError when what variables and arguments say cannot be used, by itself or with the file
 */
export function openSettings(given: Given, notices: string[]): SettingsStore {
  try {
    return new SettingsStore(given);
  } catch (error) {
    checkMeaning({ ...DEFAULT_SETTINGS, ...given.values });
    const problem = problemOf(given);
    if (problem === null) throw error;
    const aside = setSettingsAside(given.home.settingsFile);
    notices.push(`${problem}. The file is now ${aside}, and the default settings are used.`);
    return new SettingsStore(given);
  }
}

/** Why the file cannot be used, whatever was given beside it; null where it can. */
function problemOf({ home }: Given): string | null {
  try {
    new SettingsStore({ home, values: {}, origins: {} });
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
