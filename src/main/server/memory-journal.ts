import { v7 as uuidv7 } from 'uuid';
import type { EventDraft, MonitorEvent } from '../../shared/events';

/** Numbers events: 1, 2, 3 … without a gap. `epoch` names this numbering; another epoch's numbers mean nothing here. */
export class MemoryJournal {
  readonly epoch = uuidv7();
  #head = 0;

  /** The newest `seq` given out; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  append(draft: EventDraft): MonitorEvent {
    return { seq: ++this.#head, ...draft };
  }
}
