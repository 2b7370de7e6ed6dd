import { anyCase, type Finding, type Rule } from './rule';
import { isSecretName, isSecretValue, SECRET_WORD } from './secret-names';

const QUOTES = '["\'\\\\]{0,4}';
/** Lists of variables as Kubernetes and others write them: `name: API_TOKEN`, and on the next line `value: …`. */
const NAMED_VALUE = `,?(?:\\\\[nrt]|\\s){0,40}${QUOTES}[Vv]alue${QUOTES}\\s{0,4}:`;
/** Between a name and its value: `=`, `:`, `:=`, `=>`, in the notations of shells, JSON, YAML and code. */
const OPERATOR = `${QUOTES}\\s{0,4}(?:[:=]{1,3}>?|${NAMED_VALUE})`;

const NAME = new RegExp(`(?:${SECRET_WORD})(?=${OPERATOR})`, 'iy');
const BETWEEN = new RegExp(`${OPERATOR}[ \\t]{0,8}(?<quote>\\\\?["'\`]|)`, 'y');
/** A function or a list in code, whose name may have a digit. */
const CALLED = /^[A-Za-z_$][\w$.]{0,30}[([]$/;
/** How far a name may begin before the word that gives it away. */
const NAME_LENGTH = 64;
const IN_NAME = /[\w-]/;
const OPTION = /--(?<name>[A-Za-z][\w-]*)(?:[ =](?<quote>\\?["']|))?/y;

/** What a value consists of, by its opening quotation mark. */
const VALUES = new Map(
  Object.entries({
    '"': '(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])',
    "'": "(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])",
    '`': '(?:[^`\\\\\\r\\n]|\\\\[^\\r\\n])',
    '\\"': '[^"\\\\\\r\\n]',
    "\\'": "[^'\\\\\\r\\n]",
    '': '(?:(?!\\$[({])[^\\s"\'`\\\\,;&|<>(){}[\\]])',
  }).map(([quote, unit]) => [
    quote,
    // A value is judged by its beginning, so that one which is none costs little, and read to its end when it goes.
    { beginning: new RegExp(`${unit}{1,64}`, 'y'), rest: new RegExp(`${unit}*`, 'y') },
  ]),
);

/** `API_TOKEN=…`, `"client_secret": "…"`, `password: …`: known by the name in front. */
const ASSIGNMENT: Rule = {
  kind: 'secret',
  anchor: `(?:${anyCase(SECRET_WORD)})${OPERATOR}`,
  find: (text, index) => {
    const word = execAt(NAME, text, index)?.[0];
    const between = word === undefined ? null : execAt(BETWEEN, text, index + word.length);
    if (word === undefined || !between) return null;
    const name = text.slice(beginningOfName(text, index), index) + word;
    const inEnvironment = /^=\\?["']?$|alue/.test(between[0]);
    return judge(text, index + word.length + between[0].length, {
      name,
      quote: between.groups!['quote']!,
      environment: inEnvironment && /^[A-Z0-9_]+$/.test(name),
    });
  },
};

/** `--password …`, `--api-key=…`. */
const COMMAND_OPTION: Rule = {
  kind: 'secret',
  anchor: '--[A-Za-z]',
  find: (text, index) => {
    const option = execAt(OPTION, text, index)!;
    const from = index + option[0].length;
    const { name = '', quote } = option.groups ?? {};
    const found =
      quote === undefined || text[from] === '-'
        ? null
        : judge(text, from, { name, quote, environment: false, quoted: true });
    return found ?? { secret: null, readTo: from };
  },
};

interface Found {
  name: string;
  quote: string;
  environment: boolean;
  quoted?: boolean;
}

function judge(text: string, from: number, { name, quote, environment, quoted }: Found): Finding | null {
  const { beginning, rest } = VALUES.get(quote)!;
  const value = execAt(beginning, text, from)?.[0] ?? '';
  const end = from + value.length;
  const isCall = quote === '' && !environment && CALLED.test(value + (text[end] ?? ''));
  if (isCall || !isSecretName(name)) return null;
  if (!isSecretValue({ name, value, quoted: quoted ?? quote !== '', environment })) return null;
  const to = end + execAt(rest, text, end)![0].length;
  return { secret: { from, to }, readTo: to };
}

function beginningOfName(text: string, end: number): number {
  let start = end;
  while (start > end - NAME_LENGTH && start > 0 && IN_NAME.test(text[start - 1]!)) start--;
  // The letter of an escape such as \n, in texts that hold texts, is no part of the name.
  return text[start - 1] === '\\' ? start + 1 : start;
}

function execAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Secrets that are known by the name in front of them. */
export const ASSIGNMENT_RULES: Rule[] = [ASSIGNMENT, COMMAND_OPTION];
