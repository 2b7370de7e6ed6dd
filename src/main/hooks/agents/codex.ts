import { join } from 'node:path';
import { isAtLeast, type Agent } from '../agent';
import { cmdCommand, posixCommand } from '../command-line';
import { jsonHooks } from '../json-agent';
import { managedFile, readText, type Place } from '../place';

/** Codex passes over events that it does not know yet, so that every version gets all. */
const EVENTS = [
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PermissionRequest',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
  'PostCompact',
  'Stop',
  'Interrupt',
];
const FIRST = '0.114.0';
/** Seconds; Codex gives `SessionEnd` no more than that. */
const TIMEOUT = 3;

const folder = ({ userHome, env }: Place) => env['CODEX_HOME'] || join(userHome, '.codex');

export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  program: 'codex',
  folder,
  file: (place) => join(folder(place), 'hooks.json'),
  ...jsonHooks({
    events: () => EVENTS,
    handler: ({ forwarder, platform }) => ({
      type: 'command',
      command: (platform === 'win32' ? cmdCommand : posixCommand)(forwarder, 'codex'),
      timeout: TIMEOUT,
    }),
  }),
  unsupported: (version) =>
    isAtLeast(version, FIRST) ? null : `Codex ${version} has no hooks; ${FIRST} brought them`,
  notes: (place) => [
    ...switchesIn(place),
    'Codex asks before it runs new hooks: type /hooks in it once, and trust those of Tooltrail',
  ],
};

/** Two lines of TOML are all that is looked for. */
function switchesIn(place: Place): string[] {
  const notes: string[] = [];
  const config = join(folder(place), 'config.toml');
  if (isSet(config, /^[ \t]*(?:features\.)?(?:codex_)?hooks[ \t]*=[ \t]*false\b/m))
    notes.push(`No hook runs: hooks are switched off in ${config}`);
  const requirements = managedFile(place, {
    linux: 'etc/codex/requirements.toml',
    darwin: 'etc/codex/requirements.toml',
    win32: 'C:\\ProgramData\\OpenAI\\Codex\\requirements.toml',
  });
  if (isSet(requirements, /^[ \t]*allow_managed_hooks_only[ \t]*=[ \t]*true\b/m))
    notes.push(`Only the administrator's hooks run: "allow_managed_hooks_only" is set in ${requirements}`);
  return notes;
}

const isSet = (file: string, pattern: RegExp) => pattern.test(readText(file) ?? '');
