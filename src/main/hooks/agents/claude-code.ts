import { join } from 'node:path';
import { z } from 'zod';
import { isAtLeast, type Agent } from '../agent';
import { posixCommand } from '../command-line';
import { jsonHooks } from '../json-agent';
import { managedFile, readText, type Place } from '../place';

/**
 * The events worth having, and the version that brought each: older ones refuse their whole settings for the sake of a
 * name that they do not know. `WorktreeCreate` would replace git's way, and `MessageDisplay` hold rendering.
 */
const EVENTS: Record<string, string> = {
  SessionStart: '1.0.62',
  SessionEnd: '1.0.85',
  UserPromptSubmit: '1.0.54',
  PreToolUse: '1.0.38',
  PostToolUse: '1.0.38',
  PostToolUseFailure: '2.1.10',
  PostToolBatch: '2.1.150',
  PermissionRequest: '2.0.45',
  PermissionDenied: '2.1.89',
  Notification: '1.0.38',
  SubagentStart: '2.0.43',
  SubagentStop: '1.0.41',
  Stop: '1.0.38',
  StopFailure: '2.1.78',
  TaskCreated: '2.1.84',
  TaskCompleted: '2.1.33',
  TeammateIdle: '2.1.33',
  PreCompact: '1.0.48',
  PostCompact: '2.1.76',
  Elicitation: '2.1.76',
  ElicitationResult: '2.1.76',
};
const FIRST = '1.0.38';

const folder = ({ userHome, env }: Place) => env['CLAUDE_CONFIG_DIR'] || join(userHome, '.claude');

export const claudeCode: Agent = {
  id: 'claude-code',
  name: 'Claude Code',
  program: 'claude',
  folder,
  file: (place) => join(folder(place), 'settings.json'),
  ...jsonHooks({
    events: (version) =>
      Object.keys(EVENTS).filter((event) => version === null || isAtLeast(version, EVENTS[event]!)),
    handler: ({ forwarder }) => ({
      type: 'command',
      command: posixCommand(forwarder, 'claude-code'),
      async: true,
    }),
  }),
  unsupported: (version) =>
    isAtLeast(version, FIRST) ? null : `Claude Code ${version} has no hooks; ${FIRST} brought them`,
  notes: (place, text) => [
    ...switchesIn(join(folder(place), 'settings.json'), text),
    ...switchesIn(managed(place), readText(managed(place))),
  ],
};

const managed = (place: Place) =>
  managedFile(place, {
    linux: 'etc/claude-code/managed-settings.json',
    darwin: 'Library/Application Support/ClaudeCode/managed-settings.json',
    win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
  });

const switchesSchema = z.object({
  disableAllHooks: z.boolean().optional(),
  allowManagedHooksOnly: z.boolean().optional(),
});

function switchesIn(file: string, text: string | null): string[] {
  const switches = parse(text);
  if (switches.disableAllHooks) return [`No hook runs: "disableAllHooks" is set in ${file}`];
  if (switches.allowManagedHooksOnly)
    return [`Only the administrator's hooks run: "allowManagedHooksOnly" is set in ${file}`];
  return [];
}

function parse(text: string | null): z.infer<typeof switchesSchema> {
  try {
    return switchesSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}
