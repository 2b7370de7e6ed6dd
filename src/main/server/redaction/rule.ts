/** What a rule saw at a place: where its secret lies, or null, and how far it read. */
export interface Finding {
  secret: { from: number; to: number } | null;
  /** The rule need not be asked again before this place. */
  readTo: number;
}

/**
 * One kind of secret. Rules are asked only where the anchor of one of them matches, and each reads a bounded number of
 * characters, or says how far it read and is not asked again before: so the time for a text grows with its length only.
 */
export interface Rule {
  /** Named in the mark that stands in the secret's place. */
  kind: string;
  /** Source of a regular expression for a few characters that every secret of this kind has at its beginning. */
  anchor: string;
  /** A finding where `anchor` matches at `index`; null where this rule has nothing to say. */
  find: (text: string, index: number) => Finding | null;
}

/**
 * A rule in the form of a sticky regular expression. The group `keep` stays, and `secret`, which follows it, goes; where
 * an alternative without `secret` matches, the text was only read. What a quantifier without a bound reads must be part
 * of the match, or be bounded by a minimum that it misses.
 */
export function patternRule(kind: string, anchor: string, pattern: RegExp): Rule {
  return {
    kind,
    anchor,
    find: (text, index) => {
      pattern.lastIndex = index;
      const match = pattern.exec(text);
      if (!match) return null;
      const { keep = '', secret } = match.groups ?? {};
      const from = index + keep.length;
      return {
        secret: secret ? { from, to: from + secret.length } : null,
        readTo: index + match[0].length,
      };
    },
  };
}

/** Source of an expression for `word` in any case: anchors share one expression, which is case-sensitive. */
export function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
