import { Failure } from './failure.mjs';

/**
 * The number behind `--name` on the command line, or another one where it is not there.
 * @param {string[]} args
 */
export function numberOption(args, name, otherwise) {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return otherwise;
  const number = Number(args[at + 1]);
  if (!Number.isFinite(number) || number <= 0)
    throw new Failure(`--${name} takes a number, not "${args[at + 1] ?? ''}"`, {
      advice: `for example --${name} ${otherwise}`,
    });
  return number;
}
