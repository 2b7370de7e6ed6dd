import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/bootstrap/paths.mjs';

const FIXTURES = join(repoRoot, 'tests', 'fixtures');
/** Events a second, sent so many times a second. */
const RATE = 200;
const TICKS = 20;
const AGENT = /^(claude-code|codex|gemini|opencode)/;

/** Agents at work: recorded runs over and over, each time as sessions of their own. */
export class Load {
  /** Posts that the server took. */
  accepted = 0;
  /** What it answered instead, or why it did not. */
  problems = [];
  #payloads = recordedPayloads();
  #sent = 0;
  #underWay = new Set();
  #timer;

  constructor(url) {
    this.url = url;
  }

  start() {
    this.#timer = setInterval(() => {
      // A server that is slow for a moment is not sent more on top of that.
      if (this.#underWay.size > RATE) return;
      for (let count = 0; count < RATE / TICKS; count++) this.#post();
    }, 1000 / TICKS);
  }

  /** Resolves when everything that was sent has been answered. */
  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  #post() {
    const { agent, text } = this.#payloads[this.#sent % this.#payloads.length];
    const round = Math.floor(this.#sent++ / this.#payloads.length);
    const post = fetch(`${this.url}/hooks/${agent}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text.replaceAll(/("(?:session_id|sessionID|tool_use_id|callID)":")/g, `$1${round}-`),
    })
      .then(
        ({ status }) => (status === 204 ? this.accepted++ : this.problems.push(`answered ${status}`)),
        (error) => this.problems.push(String(error.cause ?? error)),
      )
      .finally(() => this.#underWay.delete(post));
    this.#underWay.add(post);
  }
}

function recordedPayloads() {
  return readdirSync(FIXTURES)
    .filter((name) => AGENT.test(name))
    .flatMap((name) => {
      const lines = readFileSync(join(FIXTURES, name), 'utf8').split('\n').filter(Boolean);
      return lines.map((text) => ({ agent: AGENT.exec(name)[1], text }));
    });
}
