import { ASSIGNMENT_RULES } from './assignment-rules';
import { CREDENTIAL_RULES } from './credential-rules';
import { KEY_RULES } from './key-rules';
import type { Rule } from './rule';

const RULES: Rule[] = [...KEY_RULES, ...CREDENTIAL_RULES, ...ASSIGNMENT_RULES];
/** Nearly every text ends here: one pass tells that none of the rules has anything to do. */
const ANCHORS = new RegExp([...new Set(RULES.map(({ anchor }) => anchor))].join('|'), 'g');
/** No secret that is known here, with what tells it, is shorter, in UTF-16 units. */
const SHORTEST = 6;

export interface RedactedText {
  text: string;
  /** How many secrets were replaced. */
  count: number;
}

/** What stands in the place of a secret. */
export const markOf = (kind: string) => `[redacted:${kind}]`;

/** Replaces each known kind of secret by a mark that names the kind; null where there is none. Takes linear time. */
export function redactText(text: string): RedactedText | null {
  if (text.length < SHORTEST) return null;
  ANCHORS.lastIndex = 0;
  return ANCHORS.test(text) ? search(text) : null;
}

function search(text: string): RedactedText | null {
  /** How far each rule has read. */
  const read = new Map<Rule, number>();
  const parts: string[] = [];
  let done = 0;
  ANCHORS.lastIndex = 0;
  for (let anchor = ANCHORS.exec(text); anchor; anchor = ANCHORS.exec(text)) {
    const found = secretAt(text, anchor, done, read);
    ANCHORS.lastIndex = found ? found.to : anchor.index + 1;
    if (!found) continue;
    parts.push(text.slice(done, found.from), markOf(found.kind));
    done = found.to;
  }
  if (parts.length === 0) return null;
  return { text: parts.join('') + text.slice(done), count: parts.length / 2 };
}

/** @param after where the last secret ended: none begins before */
function secretAt(
  text: string,
  { 0: anchor, index }: RegExpExecArray,
  after: number,
  read: Map<Rule, number>,
) {
  for (const rule of rulesFor(anchor)) {
    if (index < (read.get(rule) ?? 0)) continue;
    const finding = rule.find(text, index);
    if (!finding) continue;
    read.set(rule, finding.readTo);
    const { secret } = finding;
    if (secret && secret.from >= after) return { kind: rule.kind, ...secret };
  }
  return null;
}

const ANCHORED = RULES.map((rule) => ({ rule, anchor: new RegExp(`^(?:${rule.anchor})`) }));
/** The rules that an anchor's text calls for, found out once for each: a hostile text may be full of anchors. */
const known = new Map<string, Rule[]>();
const KNOWN_ANCHORS = 1000;

function rulesFor(text: string): Rule[] {
  let rules = known.get(text);
  if (!rules) {
    rules = ANCHORED.filter(({ anchor }) => anchor.test(text)).map(({ rule }) => rule);
    if (known.size < KNOWN_ANCHORS) known.set(text, rules);
  }
  return rules;
}
