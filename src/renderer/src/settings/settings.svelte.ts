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
  /** Why they could not be read, or not all be reset. What is refused of one setting is told to its field. */
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
    void this.#tell(this.#bridge.settings());
    return this.#bridge.onSettings((state) => (this.#state = state));
  }

  /** The variable or argument that decides a setting, whatever is set here. */
  givenBy(key: SettingKey): string | null {
    return this.#state.given[key] ?? null;
  }

  isDefault(key: SettingKey): boolean {
    return isSameSetting(this.values[key], DEFAULT_SETTINGS[key]);
  }

  /** Changes a setting; resolves to why it stays what it was, or to null. */
  set<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<string | null> {
    return this.#settle(this.#bridge.changeSettings({ [key]: value }));
  }

  /** Goes back to a setting's default; resolves as `set` does. */
  reset(key: SettingKey): Promise<string | null> {
    return this.#settle(this.#bridge.resetSettings([key]));
  }

  resetAll(keys: SettingKey[]): Promise<void> {
    return this.#tell(this.#bridge.resetSettings(keys));
  }

  async #tell(answer: Promise<SettingsState>): Promise<void> {
    this.problem = await this.#settle(answer);
  }

  async #settle(answer: Promise<SettingsState>): Promise<string | null> {
    try {
      this.#state = await answer;
      this.problem = null;
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }
}
