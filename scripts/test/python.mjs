import { existsSync } from 'node:fs';
import { aptInstall, aptPrefix } from '../bootstrap/apt.mjs';
import { run } from '../bootstrap/command.mjs';
import { step } from '../bootstrap/say.mjs';

/** The test of a client in another language. */
const PYTHON_TEST = 'tests/integration/python-client.test.ts';
/** Debian's: others do not see its packages. */
const PYTHON = '/usr/bin/python3';
const PACKAGES = ['python3-socketio', 'python3-aiohttp'];

/**
 * Installs what the client in Python needs where it is missing and that can be done, else leaves its test out.
 *
 * @param {string[]} args what Vitest is told to run
 * @returns {Promise<{vitest: string[], note?: string}>} what it is told then, and what is not run and why
 */
export async function withPython(args) {
  const reason = await preparePython(args);
  if (reason === undefined) return { vitest: args };
  return { vitest: [...args, `--exclude=${PYTHON_TEST}`], note: `Not run: the client in Python (${reason})` };
}

/** @returns {Promise<string | undefined>} why that client cannot run here */
async function preparePython(args) {
  const named = args.filter((arg) => !arg.startsWith('-'));
  if (named.length > 0 && !named.some((name) => PYTHON_TEST.includes(name))) return undefined;
  if (await hasClient()) return undefined;
  const prefix = await aptPrefix();
  if (!prefix) return `it takes ${PACKAGES.join(' and ')} of Debian, which cannot be installed here`;
  try {
    await step(`installing ${PACKAGES.join(', ')} (apt-get)`, () => aptInstall(prefix, PACKAGES));
  } catch {
    return `${PACKAGES.join(' and ')} could not be installed`;
  }
  return undefined;
}

async function hasClient() {
  if (!existsSync(PYTHON)) return false;
  return run(PYTHON, ['-c', 'import aiohttp, socketio']).then(
    () => true,
    () => false,
  );
}
