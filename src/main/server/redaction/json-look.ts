import { CREDENTIAL_RULES } from './credential-rules';
import { KEY_RULES } from './key-rules';
import { anyCase } from './rule';
import { SECRET_WORD } from './secret-names';

/**
 * Whatever any rule goes by, in a form in which JSON leaves it as it is: the names of secrets without what stands around
 * them, and the escapes behind which a letter or a stroke may hide.
 */
const SIGNS = [
  anyCase(SECRET_WORD),
  '--[A-Za-z]',
  'sig=',
  '\\\\(?:/|u00[2-7])',
  ...[...KEY_RULES, ...CREDENTIAL_RULES].map(({ anchor }) => anchor),
];
const LOOK = new RegExp([...new Set(SIGNS)].join('|'));

/** Whether a JSON text needs a closer look. False only where no rule could find a secret in what it says. */
export function mayHoldSecret(json: string): boolean {
  return LOOK.test(json);
}
