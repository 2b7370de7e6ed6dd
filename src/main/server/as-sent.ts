/** SQLite reads JSON of up to 1,000 levels; an event around its payload is one of them. */
const LEVELS = 900;

/**
 * Whether a payload's text may be stored as it was sent. It must be one line, as a batch of the journal has one for each
 * event. And it must hide no depth: of a name that comes twice the first value is gone from what was parsed, and from the
 * check of its levels, but not from the text.
 */
export function mayStandAsSent(text: string): boolean {
  return !text.includes('\n') && !opensMoreThan(text, LEVELS);
}

function opensMoreThan(text: string, levels: number): boolean {
  let opened = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++opened > levels) return true;
    }
  }
  return false;
}
