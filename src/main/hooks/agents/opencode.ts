import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAtLeast, type Agent, type Wiring } from '../agent';
import { UnexpectedShape } from '../hook-entries';
import { PLUGIN_FILE } from '../forwarder';
import type { Place } from '../place';

/** The first line of the file, by which it is known as ours. */
const MARK = '// Shows in Tooltrail what OpenCode does.';
/** From here on OpenCode takes plugins of another kind only. */
const NEXT_KIND = '2.0.0';

const folder = ({ userHome, env }: Place) =>
  join(env['XDG_CONFIG_HOME'] || join(userHome, '.config'), 'opencode');

/** The file only leads to the plugin, which Tooltrail keeps up to date; without it, it does nothing. */
function pluginText({ forwarder }: Wiring): string {
  const plugin = pathToFileURL(join(forwarder, '..', PLUGIN_FILE)).href;
  return `${MARK} To remove it, delete this file or disconnect OpenCode in Tooltrail.
export const Tooltrail = (input) =>
  import(${JSON.stringify(plugin)}).then(
    (plugin) => plugin.Tooltrail(input),
    () => ({}),
  );
`;
}

function check(text: string): void {
  if (!text.startsWith(MARK)) throw new UnexpectedShape('it is another plugin of that name');
}

export const opencode: Agent = {
  id: 'opencode',
  name: 'OpenCode',
  program: 'opencode',
  folder,
  file: (place) => join(folder(place), 'plugin', 'tooltrail.js'),
  connect: (text, wiring) => {
    if (text !== null) check(text);
    return pluginText(wiring);
  },
  disconnect: (text) => {
    check(text);
    return null;
  },
  inspect: (text, wiring) => {
    check(text);
    if (text === pluginText(wiring)) return { state: 'connected' };
    return { state: 'stale', why: 'It was made by another Tooltrail, or changed since' };
  },
  unsupported: (version) =>
    isAtLeast(version, NEXT_KIND)
      ? `OpenCode ${version} takes another kind of plugin, which Tooltrail does not have yet`
      : null,
  notes: () => [],
};
