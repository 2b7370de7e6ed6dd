import { anyCase, patternRule, type Rule } from './rule';

/** Not for references and placeholders: `$TOKEN`, `${TOKEN}`, `$(pass show x)`, `<token>`, `{{ token }}`, `%s`, `***`. */
const LITERAL = '(?!\\$[A-Z_{(]|<[^<>]{0,40}>|\\{|%[sdv]|\\*\\*|\\[redacted)';

/** `Authorization: Bearer …`, `"authorization": "Basic …"` and the like, in headers, JSON and code. */
const AUTHORIZATION = patternRule(
  'authorization',
  anyCase('authorization'),
  new RegExp(
    '(?<keep>authorization["\'\\\\]{0,3}\\s{0,4}[:=]\\s{0,4}["\'\\\\]{0,3}' +
      '(?:(?:bearer|basic|token|digest|negotiate|apikey)\\s{1,4})?)' +
      `(?<secret>${LITERAL}[^\\s"'\\\\,;<>(){}]{6,})?`,
    'iy',
  ),
);

/** `Bearer …` by itself. In a sentence words may follow "bearer"; a token is long and has a digit. */
const BEARER = patternRule(
  'bearer-token',
  `${anyCase('bearer')} `,
  /(?<keep>bearer {1,4})(?:(?=[a-z_~+/=.-]{0,64}\d)(?<secret>[\w~+/=.-]{16,}))?/iy,
);

/**
 * The cookies of a header, up to the end of the line or of the quotation, and in JSON and code the first of a list. Code
 * speaks of cookies too: after `=` they are in quotation marks, and neither `a => b` nor `a == b` is one.
 */
const COOKIE = patternRule(
  'cookie',
  anyCase('cookie'),
  new RegExp(
    '(?<keep>cookie["\'\\\\]{0,3}\\s{0,4}(?::|=(?=\\s{0,4}["\']))\\s{0,4}(?:\\[\\s{0,16})?["\'\\\\]{0,3})' +
      `(?<secret>${LITERAL}[\\w!#$%&*+.^|~@:/[\\]-]{1,128}=(?![=>])[^"'\\\\\\r\\n]+)`,
    'iy',
  ),
);

/** The password in `scheme://user:password@host`. */
const URL_PASSWORD = patternRule(
  'password',
  '://',
  new RegExp(
    `(?<keep>://[^\\s:@/?#"'<>\\\\]{0,128}:)(?!\\d{1,5}[?#])(?<secret>${LITERAL}[^\\s/"'<>\\\\]{1,256})@`,
    'y',
  ),
);

/** `-u user:password`, as curl takes it. `-u 1000:1000` and `-u node:node` name a user and a group. */
const USER_OPTION = patternRule(
  'password',
  '(?:-u|--user)[ =]',
  new RegExp(
    '(?<keep>(?:-u|--user)[ =]["\']?(?<user>[^\\s:"\'/\\\\]{1,64}):)(?!\\k<user>(?:\\s|$)|\\d+(?:\\s|$))' +
      `(?<secret>${LITERAL}[^\\s"':/\\\\]{4,128})(?=["'\\\\\\s]|$)`,
    'y',
  ),
);

/** Secrets that are known by where they stand. */
export const CREDENTIAL_RULES: Rule[] = [AUTHORIZATION, BEARER, COOKIE, URL_PASSWORD, USER_OPTION];
