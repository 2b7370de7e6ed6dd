import { setTimeout as sleep } from 'node:timers/promises';
import { payloadOf, type Payload } from '../../support/samples';

const SESSIONS = 20;
const PAUSE = 20;
/** Every so many calls a session is prompted anew. */
const CALLS_PER_TURN = 25;

/** What twenty agents at work send: prompts, and calls that begin and end, with inputs as they were recorded. */
export class Traffic {
  #calls = 0;
  /** Calls that have begun: of each session the newest few run side by side. */
  readonly #open: Payload[] = [];

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** Sends so many events as fast as they are taken. */
  async send(events: number, request = 500): Promise<void> {
    for (let sent = 0; sent < events; sent += request) await this.#post(Math.min(request, events - sent));
  }

  /** Sends so many events a second for so long, in ms. */
  async flow(rate: number, duration: number): Promise<void> {
    const begun = performance.now();
    let sent = 0;
    for (let passed = 0; passed < duration; passed = performance.now() - begun) {
      const due = Math.floor((rate * passed) / 1000) - sent;
      if (due > 0) await this.#post(due);
      sent += due;
      await sleep(PAUSE);
    }
  }

  async #post(events: number): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify(Array.from({ length: events }, () => this.#next())),
    });
    if (response.status === 503) await sleep(1000).then(() => this.#post(events));
    else if (response.status !== 204) throw new Error(await response.text());
  }

  #next(): Payload {
    if (this.#open.length > SESSIONS) return this.#end(this.#open.shift()!);
    const number = this.#calls++;
    const session = `bench-session-${number % SESSIONS}`;
    const common = {
      source: 'claude-code',
      session_id: session,
      cwd: `/home/dev/project-${number % SESSIONS}`,
    };
    if (number % (SESSIONS * CALLS_PER_TURN) < SESSIONS) {
      return { ...common, type: 'prompt', prompt: `Go on with step ${number}` };
    }
    const recorded = payloadOf(number);
    const start = {
      ...common,
      type: 'tool_start',
      tool: recorded['tool_name'] ?? 'Bash',
      tool_use_id: `call-${number}`,
      tool_input: recorded['tool_input'] ?? { command: `echo ${number}` },
    };
    this.#open.push(start);
    return start;
  }

  #end(start: Payload): Payload {
    const failed = this.#calls % 40 === 0;
    return {
      ...start,
      type: 'tool_stop',
      outcome: failed ? 'failure' : 'success',
      duration_ms: this.#calls % 900,
    };
  }
}
