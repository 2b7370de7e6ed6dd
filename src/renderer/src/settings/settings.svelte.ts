import type { Bridge } from '../../../shared/ipc';
import {
  DEFAULT_SETTINGS,
  isSameSetting,
  type SettingKey,
  type Settings,
  type SettingsState,
} from '../../../shared/settings';
import { messageOf } from '../../../shared/message-of';

/** The settings as the page shows them; every change takes effect at once. */
export class SettingsEditor {
  #state = $state.raw<SettingsState>({ values: DEFAULT_SETTINGS, given: {} });
  /** Why the last change could not be kept. */
  problem = $state<string | null>(null);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get values(): Settings {
    return this.#state.values;
  }

  /** Begins to follow; returns how to stop that. */
  open(): () => void {
    void this.#settle(this.#bridge.settings());
    return this.#bridge.onSettings((state) => (this.#state = state));
  }

  /** The variable or argument that decides a setting, whatever is set here. */
  givenBy(key: SettingKey): string | null {
    return this.#state.given[key] ?? null;
  }

  isDefault(key: SettingKey): boolean {
    return isSameSetting(this.values[key], DEFAULT_SETTINGS[key]);
  }

  set<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<void> {
    return this.#settle(this.#bridge.changeSettings({ [key]: value }));
  }

  reset(keys: SettingKey[]): Promise<void> {
    return this.#settle(this.#bridge.resetSettings(keys));
  }

  async #settle(answer: Promise<SettingsState>): Promise<void> {
    try {
      this.#state = await answer;
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }
}
