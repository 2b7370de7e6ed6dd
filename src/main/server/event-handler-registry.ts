import type { EventDraft } from '../../shared/events';
import type { Logger } from './logger';

/** An event before it is numbered. What a handler finds out about it goes beside `data`, which stays as it was sent. */
type DraftToEnrich = Omit<EventDraft, 'data'> & { readonly data: Readonly<EventDraft['data']> };
/** Looks at an event, and may enrich it. A promise it returns is not waited for. */
export type EventHandler = (event: DraftToEnrich) => void | Promise<void>;

interface Registration {
  matches: (type: string) => boolean;
  handler: EventHandler;
  name: string;
}

/**
 * Runs handlers registered for an event's type, in the order in which they were registered. A handler that throws is
 * counted and logged; it stops neither the others nor the event.
 */
export class EventHandlerRegistry {
  readonly #registrations: Registration[] = [];
  #errors = 0;

  constructor(private readonly logger: Logger) {}

  /** How often a handler failed. */
  get errors(): number {
    return this.#errors;
  }

  get size(): number {
    return this.#registrations.length;
  }

  /**
   * @param pattern a type (`tool_start`), a prefix with a star (`tool_*`), or `*` for every event
   * @param name stands in the log when the handler fails
   * @returns how to take the handler out again
   * @throws TypeError for an empty pattern or one with a star elsewhere than at its end
   */
  register(pattern: string, handler: EventHandler, name = handler.name): () => void {
    if (pattern === '' || pattern.slice(0, -1).includes('*'))
      throw new TypeError('pattern must be a type, a prefix followed by *, or *');
    const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : null;
    const matches =
      prefix === null ? (type: string) => type === pattern : (type: string) => type.startsWith(prefix);
    const registration = { matches, handler, name };
    this.#registrations.push(registration);
    return () => {
      const index = this.#registrations.indexOf(registration);
      if (index >= 0) this.#registrations.splice(index, 1);
    };
  }

  dispatch(event: EventDraft): void {
    for (const registration of [...this.#registrations]) {
      if (registration.matches(event.type)) this.#run(registration, event);
    }
  }

  #run({ handler, name }: Registration, event: EventDraft): void {
    try {
      const result = handler(event);
      if (result instanceof Promise) result.catch((error: unknown) => this.#failed(name, error));
    } catch (error) {
      this.#failed(name, error);
    }
  }

  /** The error's text may quote a payload, so that only its kind goes to the log. */
  #failed(name: string, error: unknown): void {
    this.#errors++;
    this.logger.error(
      { handler: name, kind: error instanceof Error ? error.name : typeof error },
      'handler failed',
    );
  }
}
