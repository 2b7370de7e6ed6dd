/** A line of a file. `text` is null for one that is too long. */
interface Line {
  /** 1, 2, 3 … */
  number: number;
  text: string | null;
  /** Where in the file it ends, in bytes. */
  end: number;
}

const LINE_FEED = 0x0a;

/** The lines of a file, of which no more than the longest allowed is ever in memory. Empty ones are left out. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let end = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  const line = (): Line[] => {
    if (bytes > mostBytes) return [{ number, text: null, end }];
    const text = Buffer.concat(parts).toString('utf8').trim();
    return text === '' ? [] : [{ number, text, end }];
  };
  const keep = (part: Buffer): void => {
    bytes += part.length;
    end += part.length;
    if (bytes <= mostBytes) parts.push(part);
    else parts = [];
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      keep(chunk.subarray(from, at));
      end++;
      yield* line();
      number++;
      from = at + 1;
      [parts, bytes] = [[], 0];
    }
    keep(chunk.subarray(from));
  }
  yield* line();
}
