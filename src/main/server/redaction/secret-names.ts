/** What a name of a secret ends with: `API_TOKEN`, `clientSecret`, `db-password`, `x-api-key`, `SECRET_KEY_BASE`. */
export const SECRET_WORD =
  'token|secrets?|passw(?:or)?ds?|passphrase|credentials?|api[_-]?key|secret_key_base|[_-](?:key|pwd|pass)|' +
  '(?:access|account|auth|encryption|master|private|service|shared|signing)key';

const SECRET_NAME = new RegExp(`(?:${SECRET_WORD}|^authorization|^(?:set-)?cookie)$`, 'i');
/** Names that end like a secret's and are none. */
const HARMLESS_NAME = /public[_-]?key$|(?:foreign|primary|sort|partition|cache|group|row|hot)[_-]?key$/i;

/** Whether what stands under this name is to be kept secret, going by the name. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** A value and how it stands beside its name. */
export interface Setting {
  name: string;
  value: string;
  /** In quotes, or a value of its own in an object. */
  quoted: boolean;
  /** `NAME=value` in capitals and without spaces, as in an environment. */
  environment: boolean;
}

/** `$TOKEN`, `${TOKEN}`, `$(pass show x)`, `%TOKEN%`. */
const VARIABLE = /^(?:\$[A-Z_{(].*|%[A-Z_]+%|%[sdv])$/s;
const PLACEHOLDER =
  /^(?:<[^<>]*>|\{[^{}]*\}|\{\{[^{}]*\}\}|\*+|x{3,}|\.{3}|…|\[redacted.*|your[ _-].*|null|none|nil|undefined|true|false)$/is;
const NUMBER = /^\d{1,6}(?:\.\d+)?$/;
/** A path through a program's objects, such as `process.env.TOKEN`. */
const MEMBER = /^[A-Za-z_$]+(?:\.[A-Za-z_$]+)+$/;
/** Types and functions whose names hold a digit, alone or with the ending of one: a password may begin like them. */
const CODE_WITH_DIGIT =
  /^(?:u?int|float|bigint|utf|uuid|varchar|sha|md|base)\d{1,3}(?:_?(?:t|le|be|mb\d|url|sum|hash|hex|string|array|encode|decode))?$/i;
/** Keys that lock something. What else is called a key, of a table or a cache, may have a name for its value. */
const LOCKING_KEY =
  /(?:api|access|account|auth|encryption|license|master|private|secret|service|shared|signing)[_-]?key$/i;
/** Another name, as a label or a variable has it. */
const LABEL = new RegExp(`^[A-Za-z_-]{0,24}(?:${SECRET_WORD})$`, 'i');

/** Whether a value beside the name of a secret is one: not a reference, a type, a number or a label. */
export function isSecretValue({ name, value, quoted, environment }: Setting): boolean {
  if (value === '' || VARIABLE.test(value) || PLACEHOLDER.test(value)) return false;
  const isPassword = /(?:pass|pwd|passw(?:or)?ds?|passphrase)$/i.test(name);
  if (!isPassword && NUMBER.test(value)) return false;
  if (!quoted && MEMBER.test(value)) return false;
  const isPlainKey = /[_-]key$/i.test(name) && !LOCKING_KEY.test(name);
  if (isPlainKey && !(environment ? value.length >= 8 : looksRandom(value))) return false;
  if (environment) return true;
  if (LABEL.test(value)) return false;
  if (quoted) return value.length >= 4 && (isPassword || value.length >= 16 || /[^A-Za-z\s]/.test(value));
  if (CODE_WITH_DIGIT.test(value)) return false;
  return value.length >= 6 && /\d/.test(value) && (value.length >= 16 || /[A-Za-z]/.test(value));
}

function looksRandom(value: string): boolean {
  return value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s/]/.test(value);
}
