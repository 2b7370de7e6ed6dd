/**
 * The environment for Electron: without the variables that would turn it into something else than an app.
 * A terminal inside an Electron-built editor has some of them set.
 * @param {NodeJS.ProcessEnv} additions
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment(additions = {}) {
  const { ELECTRON_RUN_AS_NODE, ELECTRON_NO_ATTACH_CONSOLE, NODE_OPTIONS, ...env } = process.env;
  const nodeOptions = NODE_OPTIONS?.split(/\s+/)
    .filter((option) => option && !option.startsWith('--inspect'))
    .join(' ');
  return { ...env, ...(nodeOptions && { NODE_OPTIONS: nodeOptions }), ...additions };
}
