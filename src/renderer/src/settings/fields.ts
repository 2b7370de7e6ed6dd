import { settingFault, type SettingKey, type Settings } from '../../../shared/settings';

/** The parts of the page, in their order. Those without fields have content of their own. */
export const SECTIONS = ['general', 'agents', 'server', 'notifications', 'privacy', 'about'] as const;
export type Section = (typeof SECTIONS)[number];

export const SECTION_NAMES: Record<Section, string> = {
  general: 'General',
  agents: 'Agents',
  server: 'Server',
  notifications: 'Notifications',
  privacy: 'Privacy',
  about: 'About',
};

type KeysOf<Value> = { [Key in SettingKey]: Settings[Key] extends Value ? Key : never }[SettingKey];

interface Named<Key extends SettingKey> {
  key: Key;
  label: string;
  help: string;
}
interface FlagField extends Named<KeysOf<boolean>> {
  kind: 'flag';
}
interface ChoiceField extends Named<KeysOf<string>> {
  kind: 'choice';
  options: readonly { value: string; label: string }[];
}
interface TextField extends Named<KeysOf<string>> {
  kind: 'text';
  placeholder: string;
}
export interface NumberField extends Named<KeysOf<number>> {
  kind: 'number';
  unit: string;
  /** How many of the setting's own units one of those shown has. */
  factor?: number;
  /** What may be typed, where that is not what the setting itself says. */
  allowed?: string;
}
/** A list, one item a line. */
interface LinesField extends Named<KeysOf<string[]>> {
  kind: 'lines';
}
export type Field = FlagField | ChoiceField | TextField | NumberField | LinesField;

const MIB = 1024 * 1024;

export const FIELDS: Record<Section, readonly Field[]> = {
  general: [
    {
      kind: 'choice',
      key: 'theme',
      label: 'Theme',
      help: 'System follows what the desktop uses.',
      options: [
        { value: 'system', label: 'System' },
        { value: 'dark', label: 'Dark' },
        { value: 'light', label: 'Light' },
      ],
    },
    {
      kind: 'choice',
      key: 'whenClosed',
      label: 'When the window is closed',
      help: 'In the tray Tooltrail goes on receiving. Where there is no tray, the window is minimized instead.',
      options: [
        { value: 'hide', label: 'Stay in the tray' },
        { value: 'quit', label: 'Quit' },
      ],
    },
    {
      kind: 'flag',
      key: 'startAtLogin',
      label: 'Start at login',
      help: 'Tooltrail is there before your first agent.',
    },
    {
      kind: 'flag',
      key: 'startHidden',
      label: 'No window at login',
      help: 'It starts in the tray; the window opens when you ask for it.',
    },
    {
      kind: 'text',
      key: 'editorCommand',
      label: 'Editor',
      help: 'The command that opens a file, with {file} and {line} in it. Empty: what the system uses.',
      placeholder: 'code --goto {file}:{line}',
    },
    {
      kind: 'flag',
      key: 'checkForUpdates',
      label: 'Look for updates',
      help: 'The only time that Tooltrail asks anything of the internet.',
    },
  ],
  agents: [],
  server: [
    {
      kind: 'number',
      key: 'port',
      label: 'Port',
      unit: '',
      help: 'Where hooks post to. The server moves at once and the window follows; hooks that name a port must follow by hand.',
    },
    {
      kind: 'number',
      key: 'rateLimit',
      label: 'Events a second without the token',
      unit: '',
      help: 'More from one source are refused for a moment. 0: no limit.',
    },
    {
      kind: 'text',
      key: 'host',
      label: 'Address',
      help: 'Where the server listens. Any but 127.0.0.1 needs the permission below first.',
      placeholder: '127.0.0.1',
    },
    {
      kind: 'flag',
      key: 'outsideAccess',
      label: 'Allow other machines',
      help: 'Then everything needs the token, which travels unencrypted.',
    },
    {
      kind: 'number',
      key: 'retentionDays',
      label: 'Keep events for',
      unit: 'days',
      help: 'Older ones are deleted for good.',
    },
    {
      kind: 'number',
      key: 'retentionBytes',
      label: 'Room on disk',
      unit: 'MB',
      factor: MIB,
      allowed: 'a whole number of MB from 16',
      help: 'The oldest events go when more is needed.',
    },
    {
      kind: 'number',
      key: 'retentionEvents',
      label: 'Most events kept',
      unit: 'events',
      help: 'Whichever of the three bounds is reached first counts.',
    },
    {
      kind: 'number',
      key: 'bufferEvents',
      label: 'Events in memory',
      unit: 'events',
      help: 'The newest ones, from which clients are served without a look at the disk.',
    },
    {
      kind: 'number',
      key: 'bufferBytes',
      label: 'Memory for events',
      unit: 'MB',
      factor: MIB,
      allowed: 'a whole number of MB from 8 to 1024',
      help: 'Their most in bytes.',
    },
    {
      kind: 'choice',
      key: 'logLevel',
      label: 'Log',
      help: 'How much the log tells. It never holds payloads.',
      options: [
        { value: 'debug', label: 'Everything' },
        { value: 'info', label: 'What happens' },
        { value: 'warn', label: 'Warnings' },
        { value: 'error', label: 'Errors' },
      ],
    },
  ],
  notifications: [
    {
      kind: 'flag',
      key: 'notifyWaiting',
      label: 'An agent waits for you',
      help: 'It asks for a permission, or for an answer.',
    },
    {
      kind: 'flag',
      key: 'notifyFailure',
      label: 'A turn failed',
      help: 'The agent gave up because of an error.',
    },
    {
      kind: 'flag',
      key: 'notifyLongTurn',
      label: 'A long turn ended',
      help: 'You have likely turned to something else.',
    },
    {
      kind: 'number',
      key: 'longTurnMinutes',
      label: 'Long is',
      unit: 'minutes',
      help: 'From your prompt to the end of the turn.',
    },
  ],
  privacy: [
    {
      kind: 'flag',
      key: 'redact',
      label: 'Take secrets out of events',
      help: 'Keys, passwords and tokens are replaced before anything is kept or sent. What was taken out cannot be brought back.',
    },
    {
      kind: 'lines',
      key: 'redactPatterns',
      label: 'Your own secrets',
      help: 'What these regular expressions find is taken out as well; one a line.',
    },
    {
      kind: 'flag',
      key: 'requireToken',
      label: 'Take only events with the token',
      help: 'Programs that cannot read your home folder can no longer post events; hooks that do not send the token neither.',
    },
    {
      kind: 'flag',
      key: 'openSockets',
      label: 'Let programs read events without the token',
      help: 'For dashboards of claude-mpm, which know no token. Any program on this machine can then read what agents do; while other machines can reach it, nobody is let in so.',
    },
  ],
  about: [],
};

/** A setting's number as it is shown, in the field's unit. */
export function shownNumber({ factor = 1 }: NumberField, value: number): string {
  return String(value / factor);
}

/** What was typed into a field of numbers, as the setting; or what is wrong with it. */
export function readNumber({ key, factor = 1, allowed }: NumberField, text: string): number | string {
  const value = text.trim() === '' ? NaN : Number(text) * factor;
  const fault = settingFault(key, value);
  if (fault === null) return value;
  return allowed === undefined ? fault : `must be ${allowed}`;
}

/** Why a setting was refused, with the name that the page has for it. */
export function refusalWords({ key, label }: Field, refusal: string | null): string | null {
  return refusal?.startsWith(key) ? label + refusal.slice(key.length) : refusal;
}
