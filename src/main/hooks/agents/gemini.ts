import { parse as parseWithComments } from 'jsonc-parser';
import { join } from 'node:path';
import { z } from 'zod';
import { isAtLeast, type Agent } from '../agent';
import { posixCommand, powershellCommand } from '../command-line';
import { jsonHooks } from '../json-agent';
import { managedFile, readText, type Place } from '../place';

/** Not `BeforeModel`, `AfterModel` and `BeforeToolSelection`: they are large, and fire for each piece of an answer. */
const EVENTS = [
  'SessionStart',
  'SessionEnd',
  'BeforeAgent',
  'AfterAgent',
  'BeforeTool',
  'AfterTool',
  'PreCompress',
  'Notification',
];
const FIRST = '0.26.0';
/** Milliseconds. */
const TIMEOUT = 5000;
/** What Gemini CLI's `/hooks` shows, and knows it by. */
const NAME = 'tooltrail';

const folder = ({ userHome, env }: Place) => join(env['GEMINI_CLI_HOME'] || userHome, '.gemini');
const file = (place: Place) => join(folder(place), 'settings.json');

export const gemini: Agent = {
  id: 'gemini',
  name: 'Gemini CLI',
  program: 'gemini',
  folder,
  file,
  ...jsonHooks({
    comments: true,
    events: () => EVENTS,
    handler: ({ forwarder, platform }) => ({
      name: NAME,
      type: 'command',
      command: (platform === 'win32' ? powershellCommand : posixCommand)(forwarder, 'gemini'),
      timeout: TIMEOUT,
    }),
  }),
  unsupported: (version) =>
    isAtLeast(version, FIRST) ? null : `Gemini CLI ${version} runs no hooks by itself; ${FIRST} and later do`,
  notes: (place, text) => [
    ...switchesIn(file(place), text),
    ...switchesIn(managed(place), readText(managed(place))),
  ],
};

const managed = (place: Place) =>
  managedFile(place, {
    linux: 'etc/gemini-cli/settings.json',
    darwin: 'Library/Application Support/GeminiCli/settings.json',
    win32: 'C:\\ProgramData\\gemini-cli\\settings.json',
  });

const switchesSchema = z.object({
  hooksConfig: z
    .object({ enabled: z.boolean().optional(), disabled: z.array(z.unknown()).optional() })
    .optional(),
});

function switchesIn(path: string, text: string | null): string[] {
  const { data } = switchesSchema.safeParse(parseWithComments(text ?? '{}'));
  if (data?.hooksConfig?.enabled === false) return [`No hook runs: "hooksConfig.enabled" is off in ${path}`];
  if (data?.hooksConfig?.disabled?.includes(NAME))
    return [`Tooltrail's hooks are switched off: "hooksConfig.disabled" names them in ${path}`];
  return [];
}
