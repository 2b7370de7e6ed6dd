import type { Language } from './languages';
import type { HighlightAnswer, HighlightRequest, TokenLine } from './protocol';

/** Longer texts are shown plain, in UTF-16 units. */
const LONGEST_CODE = 200_000;

/** Asks the worker, which begins with the first question. */
class Highlighter {
  readonly #waiting = new Map<number, (lines: TokenLine[] | null) => void>();
  #worker: Worker | null = null;
  #asked = 0;

  /** The pieces of each line; null where it could not be done. */
  lines(code: string, language: Language): Promise<TokenLine[] | null> {
    const id = ++this.#asked;
    const request: HighlightRequest = { id, code, language };
    const answered = new Promise<TokenLine[] | null>((resolve) => this.#waiting.set(id, resolve));
    this.#started().postMessage(request);
    return answered;
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'highlighter',
    });
    worker.onmessage = ({ data }: MessageEvent<HighlightAnswer>) => {
      this.#waiting.get(data.id)?.(data.lines);
      this.#waiting.delete(data.id);
    };
    // What waits is shown plain; the next question begins anew.
    worker.onerror = () => {
      for (const resolve of this.#waiting.values()) resolve(null);
      this.#waiting.clear();
      worker.terminate();
      this.#worker = null;
    };
    return (this.#worker = worker);
  }
}

const highlighter = new Highlighter();

/** A text whose colours come as soon as somebody looks at it. */
export class Highlighted {
  readonly #language: Language | null;
  readonly #text: () => string;
  #lines = $state.raw<readonly TokenLine[] | null>(null);
  #asked = false;

  /** @param text called once, and only where there are colours to be had */
  constructor(language: Language | null, text: () => string) {
    this.#language = language;
    this.#text = text;
  }

  /** A line's pieces, counted from 0; null as long as there are none. */
  line(index: number): TokenLine | null {
    if (!this.#asked) this.#ask();
    return this.#lines?.[index] ?? null;
  }

  #ask(): void {
    this.#asked = true;
    if (this.#language === null) return;
    const text = this.#text();
    if (text.length > LONGEST_CODE) return;
    void highlighter.lines(text, this.#language).then((lines) => (this.#lines = lines));
  }
}
