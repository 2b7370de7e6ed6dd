import { SOURCES, type MonitorEvent, type Source } from '../events';
import { promptText } from '../payload';
import { oneLine } from './text';
import { Told } from './told';

/** No real folder has a longer path, in UTF-16 units. */
const LONGEST_FOLDER = 4096;

/** What a session's events tell of it by themselves. Times in ms since the epoch. */
export class SessionFacts {
  readonly prompt = new Told();
  readonly cwd = new Told();
  readonly model = new Told();
  events = 0;
  trusted = true;
  firstAt = Infinity;
  lastAt = -Infinity;
  #source: number = SOURCES.length - 1;

  /** Of several that sent events of the session the one that comes first in `SOURCES`. */
  get source(): Source {
    return SOURCES[this.#source] ?? 'api';
  }

  learn(event: MonitorEvent): void {
    const { timestamp: at, cwd, model, source } = event;
    const byMain = event.agent_id === null;
    const prompt = promptText(event);
    this.events++;
    this.trusted &&= event.trusted;
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
    this.#source = Math.min(this.#source, SOURCES.indexOf(source));
    if (prompt !== null) this.prompt.tell(oneLine(prompt), at, byMain);
    if (cwd && cwd.length <= LONGEST_FOLDER) this.cwd.tell(cwd, at, byMain);
    if (model) this.model.tell(oneLine(model), at, byMain);
  }
}
