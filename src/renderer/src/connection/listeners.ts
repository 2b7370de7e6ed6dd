/** Handlers of one thing. One that throws is reported, and stops neither the others nor the teller. */
export class Listeners<T> {
  readonly #what: string;
  readonly #handlers = new Set<(value: T) => void>();

  constructor(what: string) {
    this.#what = what;
  }

  /** Adds one; returns how to take it away again. */
  add(handler: (value: T) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  tell(value: T): void {
    for (const handler of this.#handlers) {
      try {
        handler(value);
      } catch (error) {
        console.error(`Error processing ${this.#what}`, error);
      }
    }
  }
}
