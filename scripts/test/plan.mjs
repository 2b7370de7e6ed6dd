import { Failure } from '../bootstrap/failure.mjs';
import { KINDS } from './kinds.mjs';

const RUNNERS = ['vitest', 'e2e', 'package'];

/**
 * What the command line asks for: the arguments of each runner that shall run, and the tag that all tests must have.
 *
 * @param {string[]} args
 * @returns {{vitest?: string[], e2e?: string[], package?: string[], tag?: string, whole?: boolean}}
 */
export function planOf(args) {
  const kind = valueOf('--kind', args);
  const rest = args.filter((arg) => !arg.startsWith('--only=') && !arg.startsWith('--kind='));
  if (kind !== undefined) return ofKind(kind, rest);
  const only = valueOf('--only', args) ?? (rest.length > 0 ? 'vitest' : undefined);
  if (only === undefined) return { vitest: [], e2e: [], package: [], whole: true };
  if (RUNNERS.includes(only)) return { [only]: rest };
  throw new Failure(`there are no "${only}" tests`, { advice: `use ${oneOf('--only', RUNNERS)}` });
}

function ofKind(kind, rest) {
  if (!Object.hasOwn(KINDS, kind)) {
    throw new Failure(`there are no tests of the kind "${kind}"`, {
      advice: `use ${oneOf('--kind', Object.keys(KINDS))}`,
    });
  }
  const { vitest, e2e, tag } = KINDS[kind];
  return { ...(vitest && { vitest: [...vitest, ...rest] }), ...(e2e && { e2e: [...e2e, ...rest] }), tag };
}

function valueOf(option, args) {
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
}

function oneOf(option, values) {
  return values.map((value) => `${option}=${value}`).join(', ');
}
