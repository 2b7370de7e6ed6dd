import { RE2JS } from 're2js';
import { markOf, type RedactedText } from './redact-text';
import { messageOf } from '../../../shared/message-of';

/** How much text an event's own patterns may read in all, in UTF-16 units times patterns. */
const WORK_PER_EVENT = 64 * 1024 * 1024;

/** Why a text cannot be a pattern, or null. Patterns are RE2's: no look-around, no references back. */
export function patternProblem(pattern: string): string | null {
  try {
    return RE2JS.compile(pattern).test('') ? 'it matches the empty text' : null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The user's own patterns, each matched in linear time. */
export class OwnPatterns {
  readonly #patterns: RE2JS[];

  /** @throws where `patternProblem` would tell one */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => RE2JS.compile(pattern));
  }

  get any(): boolean {
    return this.#patterns.length > 0;
  }

  /** Begins an event, whose texts share one measure of work. */
  begin(): (text: string) => RedactedText | null {
    let left = WORK_PER_EVENT;
    return (text) => {
      left -= text.length * this.#patterns.length;
      // What there is no time to look at does not pass unseen.
      if (left < 0) return { text: markOf('too-much-to-check'), count: 1 };
      return this.#redact(text);
    };
  }

  #redact(text: string): RedactedText | null {
    let current = text;
    let count = 0;
    for (const pattern of this.#patterns) {
      if (!pattern.test(current)) continue;
      const matcher = pattern.matcher(current);
      const parts: string[] = [];
      let done = 0;
      while (matcher.find()) {
        if (matcher.end() === matcher.start()) continue;
        parts.push(current.slice(done, matcher.start()), markOf('pattern'));
        done = matcher.end();
        count++;
      }
      current = parts.join('') + current.slice(done);
    }
    return count === 0 ? null : { text: current, count };
  }
}
